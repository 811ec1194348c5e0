using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GraphQL;
using GraphQL.Types;

namespace Concerto.Tests.GraphQL;

/// <summary>
/// Law 10 and house.md's table of who may do what, as a program meets it: whatever the schema has that takes an id, every mutation and every query besides, for everybody,
/// each cell over HTTP. What somebody may not see is answered, to the letter, as what is not there; what is refused leaves nothing behind.
/// </summary>
public sealed partial class AuthorizationMatrix
{
    // Outcome of each for
    //   outside   nobody (no token), a stranger, somebody removed, an admin, an admin by a token that writes
    //   project   its viewer, commenter, editor
    //   song      viewer, commenter, editor of that song alone
    //   owner     the owner, the owner by a token that reads
    // + done   . there is no such thing   - not allowed, or not shown   y not yours   ! allowed, but it can't be done to this one
    // 0 sign in first   r the token may only read   A for admins
    //
    // {project} {song} {version} {note} … are the owner's; {own…} the asker's own of a time when they were an editor, and the owner's for those who never were;
    // {their…} are in a project that the asker owns; {new} is a text that was never used.
    private const string Table =
        """
        field and its id                             | outside  project  song  owner | how it is asked
        project.id                                   | .....     +++     +++    ++ | project(id: "{project}") { id }
        project.id: its listeners, downloads         | .....     +++     ---    ++ | project(id: "{project}") { allowsDownloads }
        project.id: one's role in it                 | .....     +++     ---    ++ | project(id: "{project}") { viewerRole }
        song.id                                      | .....     +++     +++    ++ | song(id: "{song}") { id }
        song.id: another one of the project          | .....     +++     ...    ++ | song(id: "{other}") { id }
        song.id: who is in it                        | .....     +++     +++    ++ | song(id: "{song}") { collaborators { role } }
        song.id: an upload's that is not ready       | .....     ...     ...    ++ | song(id: "{provisional}") { id }
        version.id                                   | .....     +++     +++    ++ | version(id: "{version}") { id }
        version.id: to hear it                       | .....     +++     +++    ++ | version(id: "{version}") { streamUrl }
        version.id: its original, for editors        | .....     --+     --+    ++ | version(id: "{version}") { downloadUrl }
        version.id: not ready                        | .....     ...     ...    ++ | version(id: "{awaiting}") { id }
        version.id: one's own, not ready             | .....     +++     +++    ++ | version(id: "{ownAwaiting}") { id }
        comment.id                                   | .....     +++     +++    ++ | comment(id: "{note}") { text }
        upload.id                                    | .....     ...     ...    ++ | upload(id: "{upload}") { partCount }
        upload.id: one's own                         | .....     ..+     ..+    ++ | upload(id: "{ownUpload}") { partCount }
        uploadPlan.projectId                         | .....     ..+     ...    ++ | uploadPlan(files: [], projectId: "{project}") { project { id } }
        uploadPlan.songId                            | .....     ..+     ..+    ++ | uploadPlan(files: [], songId: "{song}") { songs { id } }
        uploadPlan.files.songId                      | .....     ..+     ...    ++ | uploadPlan(files: [{ fileName: "a.wav", songId: "{song}" }], projectId: "{project}") { files { song { id } } }
        uploadPlan.files.songId: into another's      | .----     ---     ---    -- | uploadPlan(files: [{ fileName: "a.wav", songId: "{song}" }], projectId: "{theirProject}") { files { song { id } } }
        node.id: Project                             | .....     +++     +++    ++ | node(id: "{project}") { id }
        node.id: Song                                | .....     +++     +++    ++ | node(id: "{song}") { id }
        node.id: Version                             | .....     +++     +++    ++ | node(id: "{version}") { id }
        node.id: Comment                             | .....     +++     +++    ++ | node(id: "{note}") { id }
        node.id: Upload                              | .....     ...     ...    ++ | node(id: "{upload}") { id }
        node.id: Account                             | ...+.     ...     ...    .. | node(id: "{user}") { id }
        node.id: ApiToken                            | .....     ...     ...    ++ | node(id: "{token}") { id }
        node.id: AuditEntry                          | ...+.     ...     ...    .. | node(id: "{audit}") { id }
        node.id: Mail                                | ...+.     ...     ...    .. | node(id: "{mail}") { id }
        node.id: Notification                        | .....     ...     ...    ++ | node(id: "{notification}") { id }
        node.id: PendingInvite                       | ...+.     ...     ...    .. | node(id: "{waiting}") { id }
        node.id: Suppression                         | ...+.     ...     ...    .. | node(id: "{suppression}") { id }
        nodes.ids: Project                           | .....     +++     +++    ++ | nodes(ids: ["{project}"]) { id }
        nodes.ids: Song                              | .....     +++     +++    ++ | nodes(ids: ["{song}"]) { id }
        nodes.ids: Version                           | .....     +++     +++    ++ | nodes(ids: ["{version}"]) { id }
        nodes.ids: Comment                           | .....     +++     +++    ++ | nodes(ids: ["{note}"]) { id }
        nodes.ids: Upload                            | .....     ...     ...    ++ | nodes(ids: ["{upload}"]) { id }
        nodes.ids: Account                           | ...+.     ...     ...    .. | nodes(ids: ["{user}"]) { id }
        nodes.ids: ApiToken                          | .....     ...     ...    ++ | nodes(ids: ["{token}"]) { id }
        nodes.ids: AuditEntry                        | ...+.     ...     ...    .. | nodes(ids: ["{audit}"]) { id }
        nodes.ids: Mail                              | ...+.     ...     ...    .. | nodes(ids: ["{mail}"]) { id }
        nodes.ids: Notification                      | .....     ...     ...    ++ | nodes(ids: ["{notification}"]) { id }
        nodes.ids: PendingInvite                     | ...+.     ...     ...    .. | nodes(ids: ["{waiting}"]) { id }
        nodes.ids: Suppression                       | ...+.     ...     ...    .. | nodes(ids: ["{suppression}"]) { id }
        viewer                                       | .++++     +++     +++    ++ | viewer { email }
        projects                                     | -++++     +++     +++    ++ | projects { nodes { id } }
        invites                                      | 0AA+A     AAA     AAA    AA | invites { totalCount }
        jobs                                         | 0AA+A     AAA     AAA    AA | jobs { name }
        mailBudget                                   | 0AA+A     AAA     AAA    AA | mailBudget { __typename }
        mailSender                                   | 0AA+A     AAA     AAA    AA | mailSender { __typename }
        mails                                        | 0AA+A     AAA     AAA    AA | mails { totalCount }
        suppressions                                 | 0AA+A     AAA     AAA    AA | suppressions { totalCount }
        account.by.id                                | 0AA+A     AAA     AAA    AA | account(by: { id: "{user}" }) { id }
        account.by.id: of nobody                     | 0AA.A     AAA     AAA    AA | account(by: { id: "{project}" }) { id }
        auditLog.personId                            | 0AA+A     AAA     AAA    AA | auditLog(personId: "{user}") { totalCount }
        user.id                                      | 0AA+A     AAA     AAA    AA | user(id: "{user}") { id }
        user.id: of nobody                           | 0AA.A     AAA     AAA    AA | user(id: "{project}") { id }
        users                                        | 0AA+A     AAA     AAA    AA | users { totalCount }
        songActivity.songId                          | 0....     +++     +++    ++ | songActivity(songId: "{song}", after: "{before}") { cursor }
        songActivity.songId: another of the project  | 0....     +++     ...    ++ | songActivity(songId: "{other}", after: "{before}") { cursor }
        abortUpload.uploadId                         | 0....     ...     ...    +r | {"uploadId":"{upload}"}
        abortUpload.uploadId: one's own              | 0....     ..+     ..+    +r | {"uploadId":"{ownUpload}"}
        addComment.versionId                         | 0....     -++     -++    +r | {"versionId":"{version}","text":"Louder"}
        addComment.versionId: not ready              | 0....     ...     ...    !r | {"versionId":"{awaiting}","text":"Louder"}
        addComment.parentId                          | 0....     -++     -++    +r | {"versionId":"{version}","text":"Softer","parentId":"{note}"}
        addComment.parentId: from one's own song     | 0....     ...     ...    .r | {"versionId":"{theirVersion}","text":"Softer","parentId":"{note}"}
        allowDownloads.projectId                     | 0....     ---     ---    +r | {"projectId":"{project}","allowed":true}
        version.id: its original, for all            | .....     +++     +++    ++ | version(id: "{version}") { downloadUrl }
        changeNotificationSettings                   | 0++++     +++     +++    +r | {"quiet":[],"mailedAtOnce":[],"digestHour":9,"timeZone":"UTC"}
        changeProfile                                | 0++++     +++     +++    +r | {"name":"Somebody else"}
        changeRole.collaboratorId                    | 0....     ---     ...    +r | {"collaboratorId":"{opened}","role":"COMMENTER"}
        changeRole.collaboratorId: of the song alone | 0....     ---     ---    +r | {"collaboratorId":"{ofSong}","role":"COMMENTER"}
        changeRole.collaboratorId: not opened        | 0....     ...     ...    +r | {"collaboratorId":"{unopened}","role":"COMMENTER"}
        changeRole.collaboratorId: without account   | 0....     ...     ...    +r | {"collaboratorId":"{waiting}","role":"COMMENTER"}
        completeUpload.uploadId                      | 0....     ...     ...    !r | {"uploadId":"{upload}"}
        completeUpload.uploadId: one's own           | 0....     ..!     ..!    !r | {"uploadId":"{ownUpload}"}
        copyInviteLink.collaboratorId                | 0....     ---     ...    !r | {"collaboratorId":"{opened}"}
        copyInviteLink.collaboratorId: not opened    | 0....     ...     ...    +r | {"collaboratorId":"{unopened}"}
        copyInviteLink.collaboratorId: without acco… | 0..+.     ...     ...    +r | {"collaboratorId":"{waiting}"}
        createApiToken: by a token                   | 0----     ---     ---    -r | {"name":"{new}","scopes":["READ"]}
        createProject                                | 0++++     +++     +++    +r | {"name":"{new}"}
        createSong.projectId                         | 0....     --+     ---    +r | {"projectId":"{project}","name":"{new}"}
        deleteComment.commentId                      | 0....     -yy     -yy    +r | {"commentId":"{note}"}
        deleteComment.commentId: one's own           | 0....     -++     -++    +r | {"commentId":"{ownNote}"}
        deleteProject.projectId                      | 0....     ---     ---    +r | {"projectId":"{project}"}
        deleteSong.songId                            | 0....     ---     ---    +r | {"songId":"{song}"}
        deleteVersion.versionId                      | 0....     ---     ---    +r | {"versionId":"{version}"}
        deleteVersion.versionId: one's own           | 0....     --+     --+    +r | {"versionId":"{ownVersion}"}
        deleteVersion.versionId: not ready           | 0....     ...     ...    +r | {"versionId":"{awaiting}"}
        disableUser.userId                           | 0AA+A     AAA     AAA    Ar | {"userId":"{user}"}
        disableUser.userId: of nobody                | 0AA.A     AAA     AAA    Ar | {"userId":"{project}"}
        dropMail.mailId                              | 0AA+A     AAA     AAA    Ar | {"mailId":"{mail}"}
        dropMail.mailId: of none                     | 0AA.A     AAA     AAA    Ar | {"mailId":"{project}"}
        editComment.commentId                        | 0....     -yy     -yy    +r | {"commentId":"{note}","text":"Better"}
        editComment.commentId: one's own             | 0....     -++     -++    +r | {"commentId":"{ownNote}","text":"Better"}
        enableUser.userId                            | 0AA+A     AAA     AAA    Ar | {"userId":"{user}"}
        enableUser.userId: of nobody                 | 0AA.A     AAA     AAA    Ar | {"userId":"{project}"}
        endSessions.userId                           | 0AA+A     AAA     AAA    Ar | {"userId":"{user}"}
        endSessions.userId: of nobody                | 0AA.A     AAA     AAA    Ar | {"userId":"{project}"}
        handOverProject.projectId                    | 0....     ---     ---    +r | {"projectId":"{project}","collaboratorId":"{opened}"}
        handOverProject.collaboratorId               | 0....     ---     ---    !r | {"projectId":"{project}","collaboratorId":"{waiting}"}
        handOverProject.collaboratorId: of another's | 0....     ...     ...    .r | {"projectId":"{theirProject}","collaboratorId":"{opened}"}
        leaveProject.projectId                       | 0....     +++     +++    !r | {"projectId":"{project}"}
        leaveSong.songId                             | 0....     ---     +++    !r | {"songId":"{song}"}
        makeAdmin.userId                             | 0AA+A     AAA     AAA    Ar | {"userId":"{user}"}
        makeAdmin.userId: of nobody                  | 0AA.A     AAA     AAA    Ar | {"userId":"{project}"}
        makeResetLink.userId                         | 0AA+A     AAA     AAA    Ar | {"userId":"{user}"}
        makeResetLink.userId: of nobody              | 0AA.A     AAA     AAA    Ar | {"userId":"{project}"}
        makeSignUpLink                               | 0AA+A     AAA     AAA    Ar | {}
        markNotificationsRead.notificationId         | 0....     ...     ...    +r | {"notificationId":"{notification}"}
        markNotificationsRead.notificationId: one's… | 0....     +++     +++    +r | {"notificationId":"{ownNotification}"}
        removeAdmin.userId                           | 0AA+A     AAA     AAA    Ar | {"userId":"{user}"}
        removeAdmin.userId: of nobody                | 0AA.A     AAA     AAA    Ar | {"userId":"{project}"}
        removeTwoFactor.userId                       | 0AA+A     AAA     AAA    Ar | {"userId":"{user}"}
        removeTwoFactor.userId: of nobody            | 0AA.A     AAA     AAA    Ar | {"userId":"{project}"}
        renameProject.projectId                      | 0....     ---     ---    +r | {"projectId":"{project}","name":"{new}"}
        renameSong.songId                            | 0....     --+     --+    +r | {"songId":"{song}","name":"{new}"}
        renameSong.songId: another of the project    | 0....     --+     ...    +r | {"songId":"{other}","name":"{new}"}
        renameVersion.versionId                      | 0....     --+     --+    +r | {"versionId":"{version}","label":"Rough"}
        reopenComment.commentId                      | 0....     --+     --+    +r | {"commentId":"{resolved}"}
        reopenComment.commentId: one's own           | 0....     +++     +++    +r | {"commentId":"{ownResolved}"}
        resendInvite.collaboratorId                  | 0....     ---     ...    !r | {"collaboratorId":"{opened}"}
        resendInvite.collaboratorId: not opened      | 0....     ...     ...    +r | {"collaboratorId":"{unopened}"}
        resendInvite.collaboratorId: without account | 0..+.     ...     ...    +r | {"collaboratorId":"{waiting}"}
        resolveComment.commentId                     | 0....     --+     --+    +r | {"commentId":"{note}"}
        resolveComment.commentId: one's own          | 0....     +++     +++    +r | {"commentId":"{ownNote}"}
        resumeSender                                 | 0AA+A     AAA     AAA    Ar |
        retryAnalysis.versionId                      | 0....     --+     --+    +r | {"versionId":"{failed}"}
        retryMail.mailId                             | 0AA+A     AAA     AAA    Ar | {"mailId":"{mail}"}
        retryMail.mailId: of none                    | 0AA.A     AAA     AAA    Ar | {"mailId":"{project}"}
        revokeApiToken.apiTokenId                    | 0....     ...     ...    +r | {"apiTokenId":"{token}"}
        revokeApiToken.apiTokenId: one's own         | 0++++     +++     +++    +r | {"apiTokenId":"{theirToken}"}
        revokeInvite.collaboratorId                  | 0....     ---     ...    !r | {"collaboratorId":"{opened}"}
        revokeInvite.collaboratorId: not opened      | 0....     ...     ...    +r | {"collaboratorId":"{unopened}"}
        revokeInvite.collaboratorId: without account | 0..+.     ...     ...    +r | {"collaboratorId":"{waiting}"}
        runJob                                       | 0AA.A     AAA     AAA    Ar | {"name":"There is none"}
        shareProject.projectId                       | 0....     ---     ---    +r | {"projectId":"{project}","email":"{new}@example.com","role":"EDITOR"}
        shareSong.songId                             | 0....     ---     ---    +r | {"songId":"{song}","email":"{new}@example.com","role":"EDITOR"}
        signUpload.target.projectId                  | 0....     --+     ---    +r | {"target":{"projectId":"{project}","songName":"{new}"},"fileName":"a.wav","byteSize":9}
        signUpload.target.songId                     | 0....     --+     --+    +r | {"target":{"songId":"{song}"},"fileName":"a.wav","byteSize":9}
        signUploadParts.uploadId                     | 0....     ...     ...    +r | {"uploadId":"{upload}","numbers":[1]}
        signUploadParts.uploadId: one's own          | 0....     ..+     ..+    +r | {"uploadId":"{ownUpload}","numbers":[1]}
        suppress                                     | 0AA+A     AAA     AAA    Ar | {"email":"{new}@example.com"}
        unshare.collaboratorId                       | 0....     ---     ...    +r | {"collaboratorId":"{opened}"}
        unshare.collaboratorId: of the song alone    | 0....     ---     ---    +r | {"collaboratorId":"{ofSong}"}
        unshare.collaboratorId: not opened           | 0....     ...     ...    +r | {"collaboratorId":"{unopened}"}
        unshare.collaboratorId: without account      | 0....     ...     ...    +r | {"collaboratorId":"{waiting}"}
        unsuppress                                   | 0AA+A     AAA     AAA    Ar | {"email":"{new}@example.com"}
        verifyUser.userId                            | 0AA+A     AAA     AAA    Ar | {"userId":"{user}"}
        verifyUser.userId: of nobody                 | 0AA.A     AAA     AAA    Ar | {"userId":"{project}"}
        """;

    internal static readonly IReadOnlyList<Row> Rows = [.. Table.ReplaceLineEndings("\n").Split('\n').Skip(1).Select(Row.Parse)];

    /// <summary>As “renameSong SongNotFoundError”: that they are in the payload is shown here.</summary>
    public static IEnumerable<string> Failures => from row in Rows where row.Cells.Contains('.') && row.Path.Count > 1 && row.Changes select $"{row.Field} {row.NotFound}";

    [OnBothDatabases]
    public async Task Law10_everybody_gets_what_the_table_says_and_what_they_may_not_see_is_not_there(string database)
    {
        var scene = await AuthorizationScene.SetAsync(await ConcertoFixture.OnAsync(database));
        var wrong = new List<string>();
        foreach (var row in Rows)
        {
            var (was, notes) = (new char[row.Cells.Length], new List<string>());
            foreach (var (who, place) in AuthorizationScene.Everybody.Select((who, place) => (who, place)))
            {
                var (there, nowhere) = await scene.TryAsync(who, row);
                was[place] = there.Outcome;
                if (there.Outcome != row.Cells[place]) notes.Add($"{who}: {there.Text}");
                if (row.Changes && there.Outcome == '+') await scene.DoneAsync(row, notes);
                if (there.Outcome == '.') notes.AddRange(Mistold(row, there).Select(note => $"{who}: {note}"));
                if (there.Outcome == '.' || row.IntoTheirs) notes.AddRange(nowhere.Where(n => n.Text != there.Text).Select(n => $"{who}: tells what is there from what is not:\n    {there.Text}\n    {n.Text}"));
            }
            await scene.LookAsync(notes);
            if (notes.Count > 0 || new string(was) != row.Cells) wrong.Add($"{row.Key}\n  is        {new string(was)}\n  should be {row.Cells}\n  {string.Join("\n  ", notes)}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Whatever_takes_an_id_is_in_the_table_and_so_is_every_mutation_and_query()
    {
        var schema = (await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite)).Services.GetRequiredService<ISchema>();
        var known = from type in schema.AllTypes.OfType<IObjectGraphType>()
                    where !type.Name.StartsWith("__", StringComparison.Ordinal)
                    from field in type.Fields
                    let name = type == schema.Query || type == schema.Mutation || type == schema.Subscription ? field.Name : $"{type.Name}.{field.Name}"
                    let ids = (field.Arguments ?? []).SelectMany(a => IdsIn(a.Name == "input" ? name : $"{name}.{a.Name}", a.ResolvedType!)).ToList()
                    from key in ids.Count == 0 && (type == schema.Query || type == schema.Mutation) ? [name] : ids
                    select key;
        var nodes = schema.AllTypes.OfType<IObjectGraphType>().Where(t => t.ResolvedInterfaces.Any(i => i.Name == "Node")).SelectMany(t => new[] { $"node.id: {t.Name}", $"nodes.ids: {t.Name}" });
        Assert.Equal(known.Order(StringComparer.Ordinal), Rows.Select(r => r.Coordinate).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(nodes.Order(StringComparer.Ordinal), Rows.Select(r => r.Key).Where(k => k.StartsWith("node", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

        static IEnumerable<string> IdsIn(string path, IGraphType type) => type.GetNamedType() switch
        {
            IdGraphType => [path],
            IInputObjectGraphType input => input.Fields.SelectMany(f => IdsIn($"{path}.{f.Name}", f.ResolvedType!)),
            _ => [],
        };
    }

    // What is not there says of what kind it is, and which field named it.
    private static IEnumerable<string> Mistold(Row row, Answer there)
    {
        if (row.Path.Count == 1 || there.Type is null) yield break;
        if (!row.HiddenPaths.Contains(there.Path!)) yield return $"{there.Path} is said to be not there";
        if (row.HiddenPaths.Count == 1 && there.Type != row.NotFound) yield return $"it is a {there.Type}";
    }

    /// <summary>A line of the table.</summary>
    internal sealed record Row(string Key, string Cells, string Ask)
    {
        public string Coordinate => Key.Split(':')[0];
        public IReadOnlyList<string> Path => Coordinate.Split('.');
        public string Field => Path[0];
        public string NotFound => Path[^1] == "parentId" ? "CommentNotFoundError" : $"{char.ToUpperInvariant(Path[^1][0])}{Path[^1][1..^2]}NotFoundError";

        /// <summary>The fields of the input that name something which the asker does not own.</summary>
        public IReadOnlyList<string> HiddenPaths { get; } = Ask.StartsWith('{') ? [.. PathsIn(JsonNode.Parse(Ask)!, "input")] : [];

        /// <summary>It is a mutation.</summary>
        public bool Changes => Ask is "" or ['{', ..];

        /// <summary>Asked from within a project of the asker's.</summary>
        public bool IntoTheirs => Ask.Contains("{their", StringComparison.Ordinal);

        public static Row Parse(string line) => line.Split('|', 3, StringSplitOptions.TrimEntries) is [var key, var cells, var ask] && cells.Replace(" ", "", StringComparison.Ordinal) is { Length: 13 } outcomes
            ? new(key, outcomes, ask)
            : throw new FormatException(line);

        private static IEnumerable<string> PathsIn(JsonNode node, string path) => node switch
        {
            JsonObject fields => fields.SelectMany(f => PathsIn(f.Value!, $"{path}.{f.Key}")),
            JsonValue value when NotTheAskers().IsMatch(value.ToString()) => [path],
            _ => [],
        };
    }

    [GeneratedRegex(@"^\{(?!their|new)")]
    private static partial Regex NotTheAskers();

    /// <summary>What somebody got: the outcome by its letter, the error's type and the field to blame where there are such, and all of it.</summary>
    internal sealed record Answer(char Outcome, string? Type, string? Path, string Text);

    /// <summary>An id that leads nowhere.</summary>
    internal enum Nothing
    {
        OfThatType,
        OfAnotherType,
        Nonsense,
        Empty,
    }
}
