namespace Concerto.Web.Pages;

/// <summary>A link that somebody hands over by another way than our mail, shown once, in the answer that made it.</summary>
/// <param name="Title">For whom it is.</param>
/// <param name="Hint">What it does, and for how long.</param>
/// <param name="Autofocus">Whether a dialog opens with it in hand.</param>
public sealed record HandedLink(string Title, Uri Url, string Hint, bool Autofocus = false);
