using Concerto.Domain.Accounts;

namespace Concerto.Web.Pages;

/// <summary>Somebody, as far as pages show them.</summary>
public sealed record Person(UserId Id, string Name);
