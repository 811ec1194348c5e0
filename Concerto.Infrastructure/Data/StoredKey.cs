using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Infrastructure.Data;

/// <summary>A data-protection key: what cookies, forms and outgoing mails are encrypted with.</summary>
public sealed class StoredKey
{
    public string Name { get; set; } = "";
    public string Xml { get; set; } = "";
}

/// <summary>Keeps the data-protection keys in the database, so that every node has them and they survive restarts.</summary>
internal sealed class KeyRepository(IDbContextFactory<ConcertoDbContext> contexts) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = contexts.CreateDbContext();
        return db.Keys.AsNoTracking().Select(k => k.Xml).AsEnumerable().Select(XElement.Parse).ToList();
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = contexts.CreateDbContext();
        db.Keys.Add(new() { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }
}
