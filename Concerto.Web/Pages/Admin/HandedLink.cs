namespace Concerto.Web.Pages.Admin;

/// <summary>A link that an admin hands over by another way than mail, shown once, in the answer that made it.</summary>
/// <param name="Title">For whom it is.</param>
/// <param name="Hint">What it does, and for how long.</param>
public sealed record HandedLink(string Title, Uri Url, string Hint);
