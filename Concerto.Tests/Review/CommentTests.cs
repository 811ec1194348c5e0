using Concerto.Domain;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Songs;
using Concerto.Web.Features.Versions;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Review;

public sealed class CommentTests
{
    [OnBothDatabases]
    public async Task Who_may_write_resolve_and_edit_is_what_the_table_says(string database)
    {
        var (server, owner, version) = await ReadyAsync(database);
        var (editor, commenter, viewer) = (await WithAsync(server, version, Role.Editor), await WithAsync(server, version, Role.Commenter), await WithAsync(server, version, Role.Viewer));

        await Assert.ThrowsAsync<NotAllowedException>(() => AddAsync(server, viewer, version));
        var note = await AddAsync(server, commenter, version, startMs: 500);
        await Assert.ThrowsAsync<NotAllowedException>(() => ResolveAsync(server, viewer, note));
        var another = await AddAsync(server, owner, version);
        await Assert.ThrowsAsync<NotAllowedException>(() => ResolveAsync(server, commenter, another));
        Assert.NotNull((await ResolveAsync(server, editor, note)).ResolvedAt);
        Assert.Null((await server.UseAsync((ReopenComment reopen) => reopen.ExecuteAsync(new(note.Id), commenter.Caller, default))).ResolvedAt);
        await Assert.ThrowsAsync<NotYourCommentException>(() => EditAsync(server, owner, note));
        Assert.Equal("edited", (await EditAsync(server, commenter, note)).Text);
        await Assert.ThrowsAsync<NotYourCommentException>(() => DeleteAsync(server, owner, note));
    }

    [OnBothDatabases]
    public async Task Doing_again_what_is_done_is_nothing_new(string database)
    {
        var (server, owner, version) = await ReadyAsync(database);
        var note = await AddAsync(server, owner, version);
        foreach (var _ in (int[])[1, 2])
        {
            await ResolveAsync(server, owner, note);
            await EditAsync(server, owner, note);
            await server.UseAsync((RenameSong rename) => rename.ExecuteAsync(new(version.SongId, "Overture"), owner.Caller, default));
            await server.UseAsync((RenameVersion rename) => rename.ExecuteAsync(new(version.Id, "rough"), owner.Caller, default));
        }
        foreach (var _ in (int[])[1, 2]) await server.UseAsync((ReopenComment reopen) => reopen.ExecuteAsync(new(note.Id), owner.Caller, default));

        var happened = await server.QueryAsync(db => db.Activities.Where(a => a.SongId == version.SongId && a.ActorId == owner.Id && a.Kind != ActivityKind.VersionArrived).OrderBy(a => a.Sequence).Select(a => a.Kind).ToListAsync());
        Assert.Equal(
            [ActivityKind.CommentAdded, ActivityKind.CommentResolved, ActivityKind.CommentEdited, ActivityKind.SongRenamed, ActivityKind.VersionRelabelled, ActivityKind.CommentReopened], happened);
    }

    [OnBothDatabases]
    public async Task Law10_a_strangers_note_and_nonsense_are_the_same(string database)
    {
        var (server, owner, version) = await ReadyAsync(database);
        var stranger = await server.NewPersonAsync();
        var note = await AddAsync(server, owner, version);

        await Assert.ThrowsAsync<VersionNotFoundException>(() => AddAsync(server, stranger, version));
        var seen = await Assert.ThrowsAsync<CommentNotFoundException>(() => ResolveAsync(server, stranger, note));
        var nonsense = await Assert.ThrowsAsync<CommentNotFoundException>(() => server.UseAsync((ResolveComment resolve) => resolve.ExecuteAsync(new(CommentId.New()), stranger.Caller, default)));
        Assert.Equal((nonsense.Message, nonsense.Field), (seen.Message, seen.Field));
    }

    [OnBothDatabases]
    public async Task A_note_taken_back_keeps_its_place_while_others_have_replied(string database)
    {
        var (server, owner, version) = await ReadyAsync(database);
        var ben = await WithAsync(server, version, Role.Commenter);
        var note = await AddAsync(server, ben, version, startMs: 500);
        var reply = await AddAsync(server, owner, version, parent: note.Id);
        var nested = await AddAsync(server, ben, version, parent: reply.Id);
        Assert.Equal(note.Id, nested.ParentId);

        await DeleteAsync(server, ben, note);
        Assert.Equal([note.Id, reply.Id, nested.Id], await SeenAsync());
        await DeleteAsync(server, owner, reply);
        await DeleteAsync(server, ben, nested);
        Assert.Empty(await SeenAsync());

        Task<List<CommentId>> SeenAsync() => server.QueryAsync(db => Access.Comments(db, owner.Caller).Where(c => c.VersionId == version.Id).OrderBy(c => c.CreatedAt).Select(c => c.Id).ToListAsync());
    }

    [OnBothDatabases]
    public async Task Law4_a_note_sent_ten_times_with_one_key_is_written_once(string database)
    {
        var (server, owner, version) = await ReadyAsync(database);
        var input = new AddCommentInput(version.Id, "Once.", 500, IdempotencyKey: "once");
        var notes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.UseAsync((AddComment add) => add.ExecuteAsync(input, owner.Caller, default))));
        Assert.Single(notes.Select(n => n.Id).Distinct());
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => server.UseAsync((AddComment add) => add.ExecuteAsync(input with { Text = "Twice." }, owner.Caller, default)));
    }

    [Theory]
    [InlineData("", 0, null, "text")]
    [InlineData("x", -1, null, "startMs")]
    [InlineData("x", 5_000, null, "startMs")]
    [InlineData("x", 500, 400, "endMs")]
    [InlineData("x", null, 400, "startMs")]
    public async Task Law11_a_note_that_can_not_be_is_refused_by_the_name_of_its_field(string text, int? startMs, int? endMs, string? field)
    {
        var (server, owner, version) = await ReadyAsync("sqlite");
        var refusal = await Record.ExceptionAsync(() => server.UseAsync((AddComment add) => add.ExecuteAsync(new(version.Id, text, startMs, endMs), owner.Caller, default)));
        Assert.Equal(field, (refusal as DomainException)?.Field);
    }

    private static async Task<(Server, Person, SongVersion)> ReadyAsync(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var owner = await server.NewPersonAsync();
        var version = await server.UploadAsync(owner, new(ProjectName: "Demos", SongName: "Intro"));
        return (server, owner, await server.WaitUntilReadyAsync(version.Id));
    }

    private static async Task<Person> WithAsync(Server server, SongVersion version, Role role)
    {
        var person = await server.NewPersonAsync();
        await server.ShareAsync(await server.QueryAsync(db => db.Songs.Where(s => s.Id == version.SongId).Select(s => s.ProjectId).SingleAsync()), person, role);
        return person;
    }

    private static Task<Comment> AddAsync(Server server, Person by, SongVersion version, int? startMs = null, CommentId? parent = null) =>
        server.UseAsync((AddComment add) => add.ExecuteAsync(new(version.Id, "The snare hides the vocal here.", startMs, ParentId: parent), by.Caller, default));

    private static Task<Comment> ResolveAsync(Server server, Person by, Comment note) =>
        server.UseAsync((ResolveComment resolve) => resolve.ExecuteAsync(new(note.Id), by.Caller, default));

    private static Task<Comment> EditAsync(Server server, Person by, Comment note) =>
        server.UseAsync((EditComment edit) => edit.ExecuteAsync(new(note.Id, "edited"), by.Caller, default));

    private static Task<CommentId> DeleteAsync(Server server, Person by, Comment note) =>
        server.UseAsync((DeleteComment delete) => delete.ExecuteAsync(new(note.Id), by.Caller, default));
}
