using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Storage;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Uploads;

[FieldsOf<Mutation>]
public static class UploadMutations
{
    /// <summary>
    /// Makes room for a file as a song's next version, and signs its first parts, all of them when they are few. Projects and songs that are
    /// named and missing are made; nobody else sees any of it before the file has arrived and was listened to.
    /// </summary>
    [Fails<InvalidInputException>, Fails<ProjectNotFoundException>, Fails<SongNotFoundException>, Fails<UploadNotFoundException>, Fails<NotAllowedException>, Fails<NameTakenException>,
     Fails<FileTooLargeException>, Fails<QuotaExceededException>, Fails<IdempotencyKeyReusedException>]
    public static Task<SignedUpload> SignUpload(SignUploadInput input, SignUpload useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Signs more parts, or fresh addresses for those whose time has run out, and keeps the upload alive for another day.</summary>
    [Fails<UploadNotFoundException>, Fails<InvalidInputException>]
    public static Task<SignedUpload> SignUploadParts(SignUploadPartsInput input, SignUploadParts useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>
    /// Joins the parts that have arrived. You can play the version at once; it is READY for everybody when it was listened to, or REJECTED when
    /// it is no recording. Completing again gives the same answer.
    /// </summary>
    [Fails<UploadNotFoundException>, Fails<UploadIncompleteException>]
    public static Task<SongVersion> CompleteUpload(CompleteUploadInput input, CompleteUpload useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Gives up an upload that is not complete; what exists only because of it goes with it.</summary>
    [Fails<UploadNotFoundException>, Gives("abortedUploadId")]
    public static Task<UploadId> AbortUpload(AbortUploadInput input, AbortUpload useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);
}
