using Concerto.Domain.Accounts;

namespace Concerto.Domain.Projects;

/// <summary>A body of work of one owner: an album, a show, a client's job. Its name is unique among its owner's.</summary>
public sealed class Project
{
    private Project() { }

    public Project(UserId owner, Name name, DateTime now, bool provisional = false)
    {
        Id = ProjectId.New();
        OwnerId = owner;
        (Name, NameKey) = (name.Text, name.Key);
        (CreatedAt, ChangedAt) = (now, now);
        IsProvisional = provisional;
    }

    public ProjectId Id { get; private set; }
    public UserId OwnerId { get; private set; }
    /// <summary>As its owner typed it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Unique within the owner; null once in the bin, so that the name is free again.</summary>
    public string? NameKey { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>When something in it last changed, for "what changed since I was here".</summary>
    public DateTime ChangedAt { get; private set; }

    /// <summary>It exists only because of an upload that is not ready yet, and goes with it if that is given up (law 3).</summary>
    public bool IsProvisional { get; private set; }

    /// <summary>Its owner lets viewers and commenters download originals; editors always may.</summary>
    public bool AllowsDownloads { get; private set; }

    /// <summary>When it was put in the bin.</summary>
    public DateTime? DeletedAt { get; private set; }

    /// <returns>Whether that is news: the same name again is none.</returns>
    public bool Rename(Name name, DateTime now)
    {
        if (Name == name.Text && !IsProvisional) return false;
        (Name, NameKey) = (name.Text, name.Key);
        Keep(now);
        return true;
    }

    /// <summary>Somebody wants it, upload or not.</summary>
    public void Keep(DateTime now) => (IsProvisional, ChangedAt) = (false, now);

    public void AllowDownloads(bool allowed, DateTime now) => (AllowsDownloads, ChangedAt) = (allowed, now);

    /// <summary>Somebody else has it from now on.</summary>
    public void HandOver(UserId to, DateTime now) => (OwnerId, ChangedAt) = (to, now);

    public void PutInBin(DateTime now) => (DeletedAt, NameKey) = (now, null);
}
