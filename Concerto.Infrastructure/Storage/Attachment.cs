using Microsoft.Net.Http.Headers;

namespace Concerto.Infrastructure.Storage;

internal static class Attachment
{
    /// <summary>
    /// A Content-Disposition: inline without a name, else an attachment whose name every browser gets right (RFC 6266, <c>filename*</c>).
    /// Slashes would be taken for folders ("AC/DC"), control characters have no place in a name.
    /// </summary>
    public static string Disposition(string? name)
    {
        if (name is null) return "inline";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(string.Concat(name.Where(c => !char.IsControl(c)).Select(c => c is '/' or '\\' ? '-' : c)));
        return disposition.ToString();
    }
}
