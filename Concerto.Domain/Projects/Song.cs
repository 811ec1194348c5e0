namespace Concerto.Domain.Projects;

/// <summary>A song, episode or cue: what versions are versions of. Its name is unique within its project.</summary>
public sealed class Song
{
    private Song() { }

    public Song(ProjectId project, Name name, DateTime now, bool provisional = false)
    {
        Id = SongId.New();
        ProjectId = project;
        (Name, NameKey) = (name.Text, name.Key);
        (CreatedAt, ChangedAt) = (now, now);
        IsProvisional = provisional;
    }

    public SongId Id { get; private set; }
    public ProjectId ProjectId { get; private set; }
    /// <summary>As it was typed.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Unique within the project; null once in the bin.</summary>
    public string? NameKey { get; private set; }

    /// <summary>The number that the newest version took. Numbers are taken under a lock on this row and never reused.</summary>
    public int LastVersionNumber { get; private set; }

    /// <summary>When it was made.</summary>
    public DateTime CreatedAt { get; private set; }
    /// <summary>When something in it last changed.</summary>
    public DateTime ChangedAt { get; private set; }

    /// <summary>It exists only because of an upload that is not ready yet: only those who upload to it see it (law 3).</summary>
    public bool IsProvisional { get; private set; }

    public DateTime? DeletedAt { get; private set; }

    /// <summary>A song that comes into being with its first version has number 1 taken.</summary>
    public Song WithFirstVersion()
    {
        LastVersionNumber = 1;
        return this;
    }

    /// <returns>Whether that is news: the same name again is none.</returns>
    public bool Rename(Name name, DateTime now)
    {
        if (Name == name.Text && !IsProvisional) return false;
        (Name, NameKey) = (name.Text, name.Key);
        Keep(now);
        return true;
    }

    public void Keep(DateTime now) => (IsProvisional, ChangedAt) = (false, now);

    public void PutInBin(DateTime now) => (DeletedAt, NameKey) = (now, null);
}
