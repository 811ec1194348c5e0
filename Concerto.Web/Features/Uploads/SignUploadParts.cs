using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Uploads;

/// <param name="UploadId">Your upload.</param>
/// <param name="Numbers">Up to 100 part numbers, from 1.</param>
public sealed record SignUploadPartsInput(UploadId UploadId, IReadOnlyList<int> Numbers);

/// <summary>Signs more parts, or fresh URLs for ones whose time has run out, and keeps the upload alive for another day.</summary>
public sealed class SignUploadParts(UnitOfWork unitOfWork, UploadParts parts, TimeProvider time)
{
    /// <exception cref="UploadNotFoundException"/>
    public async Task<SignedUpload> ExecuteAsync(SignUploadPartsInput input, Caller caller, CancellationToken ct)
    {
        if (input.Numbers.Count is 0 or > UploadParts.MaxAtOnce) throw new InvalidInputException("numbers", $"Ask for 1 to {UploadParts.MaxAtOnce} parts at once.");
        var upload = await unitOfWork.RunAsync(async db =>
        {
            var upload = await OwnUpload.ToWriteAsync(db, caller, input.UploadId, ct);
            if (!upload.IsOpen(time.Now())) throw new UploadNotFoundException("uploadId");
            upload.KeepAlive(time.Now());
            await db.SaveChangesAsync(ct);
            return upload;
        }, ct);
        if (input.Numbers.Any(number => number < 1 || number > upload.Parts.Count))
            throw new InvalidInputException("numbers", $"This upload has parts 1 to {upload.Parts.Count}.");
        return new(upload, await parts.SignAsync(upload, input.Numbers.Distinct(), ct));
    }
}
