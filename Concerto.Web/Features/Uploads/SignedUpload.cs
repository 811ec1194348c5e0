using Concerto.Domain.Storage;

namespace Concerto.Web.Features.Uploads;

/// <summary>An upload and where to send its next parts.</summary>
/// <param name="Parts">Signed and ready to PUT: the first parts, or the ones asked for.</param>
public sealed record SignedUpload(Upload Upload, IReadOnlyList<SignedPart> Parts);
