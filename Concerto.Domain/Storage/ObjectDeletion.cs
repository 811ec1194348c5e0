namespace Concerto.Domain.Storage;

/// <summary>
/// An object that nothing refers to any more. Written in the transaction that let go of it; a job removes the object
/// (and unfinished uploads of its key) and then this row, so that a crash in between forgets nothing.
/// </summary>
public sealed class ObjectDeletion
{
    private ObjectDeletion() { }

    public ObjectDeletion(string key, DateTime now) => (Key, DueAt) = (key, now);

    public string Key { get; private set; } = "";

    /// <summary>Not tried before; moves on after a failure.</summary>
    public DateTime DueAt { get; private set; }
}
