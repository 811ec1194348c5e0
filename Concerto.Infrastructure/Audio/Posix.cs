using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Concerto.Infrastructure.Audio;

/// <summary>What .NET does not offer of the system underneath.</summary>
internal static partial class Posix
{
    private const int SigKill = 9, SetPipeSize = 1031;

    /// <summary>Ends every process of the group, at once.</summary>
    public static void KillGroup(int group) => _ = Kill(-group, SigKill);

    /// <summary>Gives the file a second name; false where that can't be (on another file system, say).</summary>
    public static bool TryLink(string existing, string name) => Link(existing, name) == 0;

    /// <summary>Lets that many bytes wait in the pipe, so that writer and reader need not take turns so often. On Linux; elsewhere, and where the system says no, it stays as it is.</summary>
    public static void Widen(SafePipeHandle pipe, int bytes)
    {
        if (OperatingSystem.IsLinux()) _ = Fcntl(pipe, SetPipeSize, bytes);
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(SafePipeHandle file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);
}
