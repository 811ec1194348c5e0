using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Tests.GraphQL;
using Concerto.Web.Features.Accounts;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Secret = Concerto.Domain.Accounts.Secret;

namespace Concerto.Tests.Data;

/// <summary>An instance that people use is brought up to date: nothing of theirs is lost, and what is new works for them too.</summary>
public sealed class MigrationTests
{
    private const string LastRelease = "PeopleInTheRoom";
    private static readonly DateTime Then = DateTime.UnixEpoch.AddYears(56);

    [OnBothDatabases]
    public async Task What_the_last_release_wrote_is_found_at_the_desk_and_works(string database)
    {
        var old = new Instance();
        await using var server = await ConcertoFixture.StartOnAsync(database, old.WriteAsync, "--Concerto:Jobs:Enabled=false");
        var admin = await server.NewPersonAsync("Ana", admin: true);
        var owner = new Person(server, old.Owner, "Élodie Ångström", "Élodie.Å@Example.com", Caller.Person(old.Owner), old.Token);

        var desk = await admin.DataAsync(
            """
            query($name: String, $address: String) {
              byName: users(search: $name) { nodes { name email } }
              byAddress: users(search: $address) { nodes { name } }
              mails(to: $address) { nodes { to state } }
            }
            """, new { name = "élodie ångström", address = "élodie.å@example.com" });
        Assert.Equal($"{owner.Name} {owner.Email}", $"{desk["byName"]!["nodes"]![0]!["name"]} {desk["byName"]!["nodes"]![0]!["email"]}");
        Assert.Equal(owner.Name, (string?)desk["byAddress"]!["nodes"]![0]!["name"]);
        Assert.Equal(owner.Email, (string?)desk["mails"]!["nodes"]![0]!["to"]);

        // What is new is as for somebody who joins today.
        var (was, fresh) = (await server.QueryAsync(db => db.Users.SingleAsync(u => u.Id == old.Owner)), await server.QueryAsync(db => db.Users.SingleAsync(u => u.Id == admin.Id)));
        Assert.Equal((fresh.DigestHour, fresh.MailedAtOnce, fresh.Quiet, fresh.TimeZone), (was.DigestHour, was.MailedAtOnce, was.Quiet, was.TimeZone));
        Assert.Equal(Name.From(owner.Name, "name").Key, was.NameKey);

        // Their token, their song and all that is on it, who is in it and who is awaited.
        var song = (await owner.DataAsync(
            """
            query($id: ID!) { song(id: $id) {
              name latestVersion { label } comments(first: 2) { nodes { text author { name } } } collaborators { address isPending person { name } }
            } }
            """, new { id = old.Song.ToString() }))["song"]!;
        Assert.Equal(
            """
            {"name":"Intro","latestVersion":{"label":"less reverb"},"comments":{"nodes":[{"text":"Louder","author":{"name":"Sam"}}]},
            "collaborators":[{"address":"Sam@example.com","isPending":false,"person":{"name":"Sam"}},{"address":"Jo@example.com","isPending":true,"person":null}]}
            """.ReplaceLineEndings(""), song.ToJsonString());

        // The mail that waited goes out, and nobody is told of what happened before there were notifications.
        await server.Services.GetRequiredService<MailDispatcher>().DispatchAsync(default);
        Assert.Equal("Confirm your address", (await server.MailToAsync(owner.Email)).Subject);
        Assert.False(await server.QueryAsync(db => db.Notifications.AnyAsync()));
    }

    [OnBothDatabases]
    public async Task Keys_that_were_not_made_because_the_migration_was_cut_short_are_made_at_the_next_start(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync("Mira ÉLODIE");
        await server.QueryAsync(db => db.Users.Where(u => u.Id == mira.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.NameKey, "")));
        var gone = await server.NewPersonAsync("Gone");
        await server.QueryAsync(async db =>
        {
            (await db.Users.SingleAsync(u => u.Id == gone.Id)).Leave(Then);
            return await db.SaveChangesAsync();
        });

        await new Migrator(server.Services.GetRequiredService<IDbContextFactory<ConcertoDbContext>>(), new() { MigrateOnStart = false }).PrepareAsync(default);

        Assert.Equal("mira élodie", await server.QueryAsync(db => db.Users.Where(u => u.Id == mira.Id).Select(u => u.NameKey).SingleAsync()));
        Assert.Equal("", await server.QueryAsync(db => db.Users.Where(u => u.Id == gone.Id).Select(u => u.NameKey).SingleAsync())); // nobody looks for who left
    }

    /// <summary>Rows as the last release wrote them.</summary>
    private sealed class Instance
    {
        private readonly Guid _reader = Guid.CreateVersion7(), _project = Guid.CreateVersion7(), _version = Guid.CreateVersion7(), _mail = Guid.CreateVersion7();

        public UserId Owner { get; } = UserId.New();
        public SongId Song { get; } = SongId.New();
        public string Token { get; } = ApiToken.Prefix + Secret.New();

        public async Task WriteAsync(IServiceProvider services)
        {
            await using var db = await services.GetRequiredService<IDbContextFactory<ConcertoDbContext>>().CreateDbContextAsync();
            await db.GetService<IMigrator>().MigrateAsync(LastRelease);
            await PersonAsync(db, Owner.Value, "Élodie Ångström", "Élodie.Å@Example.com");
            await PersonAsync(db, _reader, "Sam", "sam@example.com");
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO ApiTokens (Id, UserId, Name, TokenHash, Scopes, CreatedAt) VALUES ({Guid.CreateVersion7()}, {Owner.Value}, 'old', {Secret.Hash(Token)}, {(int)TokenScopes.Read}, {Then})");
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO Projects (Id, OwnerId, Name, NameKey, AllowsDownloads, IsProvisional, CreatedAt, ChangedAt) VALUES ({_project}, {Owner.Value}, 'Demos', 'demos', 0, 0, {Then}, {Then})");
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO Songs (Id, ProjectId, Name, NameKey, LastVersionNumber, IsProvisional, CreatedAt, ChangedAt) VALUES ({Song.Value}, {_project}, 'Intro', 'intro', 1, 0, {Then}, {Then})");
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO Versions (Id, SongId, UploaderId, Number, Label, LabelKey, FileName, ByteSize, Status, Rendition, CreatedAt, ReadyAt)
                VALUES ({_version}, {Song.Value}, {Owner.Value}, 1, 'less reverb', 'less reverb', 'intro.wav', 9, 'Ready', 'NotNeeded', {Then}, {Then})
                """);
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO Comments (Id, SongId, VersionId, AuthorId, StartMs, Text, CreatedAt) VALUES ({Guid.CreateVersion7()}, {Song.Value}, {_version}, {_reader}, 1000, 'Louder', {Then})");
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO Shares (Id, UserId, ProjectId, Role, Address, CreatedAt, OpenedAt) VALUES ({Guid.CreateVersion7()}, {_reader}, {_project}, {(int)Role.Commenter}, 'Sam@example.com', {Then}, {Then})");
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO Invites (Id, InviterId, ProjectId, Address, AddressKey, Role, CreatedAt) VALUES ({Guid.CreateVersion7()}, {Owner.Value}, {_project}, 'Jo@example.com', 'jo@example.com', {(int)Role.Viewer}, {Then.AddSeconds(1)})");
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO Activities (At, Kind, ActorId, ProjectId, SongId, VersionId) VALUES ({Then}, {nameof(ActivityKind.VersionReady)}, {Owner.Value}, {_project}, {Song.Value}, {_version})");
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO OutboundEmails (Id, Lane, `To`, Payload, DedupeKey, CreatedAt, ExpiresAt, State, Attempts, NextAttemptAt)
                VALUES ({_mail}, {(int)MailLane.Account}, 'Élodie.Å@Example.com', {Frozen(services)}, 'verify:1', {Then}, {Then.AddYears(100)}, {nameof(MailState.Queued)}, 0, {Then})
                """);
        }

        private static Task<int> PersonAsync(ConcertoDbContext db, Guid id, string name, string email) => db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO Users (Id, Name, Email, EmailKey, SecurityStamp, VerifiedAt, IsAdmin, FailedSignIns, CreatedAt)
            VALUES ({id}, {name}, {email}, {EmailAddress.KeyOf(email)}, {Secret.New()}, {Then}, 0, 0, {Then})
            """);

        private byte[] Frozen(IServiceProvider services) => services.GetRequiredService<IDataProtectionProvider>().CreateProtector("Concerto.Email", OutboundEmailId.From(_mail).ToString())
            .Protect("""{"Subject":"Confirm your address","Text":"Open the link","Html":"<p>Open the link</p>"}"""u8.ToArray());
    }
}
