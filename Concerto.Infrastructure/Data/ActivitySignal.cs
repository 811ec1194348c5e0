namespace Concerto.Infrastructure.Data;

/// <summary>Tells this process that activity was committed, so that its reader looks at once. Others' it finds at its next look; losing a signal loses nothing.</summary>
public sealed class ActivitySignal
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes at the next commit with activity in it.</summary>
    public Task NextAsync() => Volatile.Read(ref _next).Task;

    internal void Raise() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
