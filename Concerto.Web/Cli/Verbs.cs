using System.CommandLine;
using System.Globalization;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Demo;
using Concerto.Web.Features.Digests;
using Concerto.Web.Features.Email;
using Concerto.Web.GraphQL;
using Concerto.Web.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Cli;

/// <summary>Each verb: what it is called with, and which use case it calls.</summary>
internal sealed class Verbs(string[] settings, TextWriter output)
{
    public Command Serve()
    {
        var serve = new Command("serve", "Serve people and programs, and run the jobs. What happens without a verb.");
        serve.SetAction((_, ct) => ServeAsync(ct));
        return serve;
    }

    public async Task<int> ServeAsync(CancellationToken ct)
    {
        await using var app = ConcertoApp.Build(settings);
        await app.Services.GetRequiredService<Migrator>().PrepareAsync(ct);
        await app.RunAsync(ct);
        return 0;
    }

    public Command Migrate()
    {
        var migrate = new Command("migrate", "Bring the database's schema up to date.");
        migrate.SetAction(async (_, ct) =>
        {
            await using var app = Quiet();
            var applied = await app.Services.GetRequiredService<Migrator>().MigrateAsync(ct);
            await output.WriteLineAsync(applied.Count == 0 ? "The schema is up to date." : $"Applied {string.Join(", ", applied)}.");
        });
        return migrate;
    }

    public Command Demo()
    {
        var demo = new Command("demo", "Make a data set to look around in: three people, their songs with real sound, versions and notes. Prints the sign-in.");
        demo.SetAction((_, ct) => InScopeAsync(async services =>
        {
            var links = services.GetRequiredService<PublicLinks>();
            var summary = await services.GetRequiredService<SeedDemo>().ExecuteAsync(output.WriteLine, ct);
            await output.WriteLineAsync($"""

                {(summary.Made == 0 ? "The demo is there already." : "The demo is ready.")} Everybody can know its password: keep it off servers that others can reach.

                  Address    {links.To("/")}   (./run serves it)
                  Email      {Script.EmailOf(Script.Mira)}   (or {Script.EmailOf(Script.Jonas)}, or {Script.EmailOf(Script.Sam)})
                  Password   {Script.Password}

                Look first at a song with three versions: {links.To($"/songs/{summary.LookFirst}")}
                """);
        }, ct));
        return demo;
    }

    public Command User()
    {
        var email = new Argument<string>("EMAIL") { Description = "The person’s address." };
        var password = new Option<string>("--password") { Required = true, Description = $"At least {Passwords.MinLength} characters." };
        var name = new Option<string?>("--name") { Description = "What they are called. Default: what is before the address’s @." };
        var verified = new Option<bool>("--verified") { Description = "Vouch for the address. Without it a mail with a link goes out." };
        var admin = new Option<bool>("--admin") { Description = "Make them an admin." };
        var add = new Command("add", "Make an account.") { email, password, name, verified, admin };
        add.SetAction((line, ct) => InScopeAsync(async services =>
        {
            var input = new AddUserInput(line.GetRequiredValue(email), line.GetRequiredValue(password), line.GetValue(name), line.GetValue(verified), line.GetValue(admin));
            var user = await services.GetRequiredService<AddUser>().ExecuteAsync(input, ct);
            await output.WriteLineAsync(user.VerifiedAt is null
                ? $"{user.Email} has a link in the mail, and an account once they have followed it."
                : $"{user.Email} can sign in{(user.IsAdmin ? " and is an admin" : "")}.");
        }, ct));
        var promote = new Command("promote", "Make somebody an admin who has an account already.") { email };
        promote.SetAction((line, ct) => InScopeAsync(async services =>
        {
            var person = await PersonAsync(services, line.GetRequiredValue(email), ct);
            await services.GetRequiredService<MakeAdmin>().ByHandAsync(person.Id, ct);
            await output.WriteLineAsync($"{person.Email} is an admin.");
        }, ct));
        return new Command("user", "The people.") { add, promote };
    }

    public Command Token()
    {
        var email = new Argument<string>("EMAIL") { Description = "Whose token it is." };
        var name = new Option<string>("--name") { Required = true, Description = "What it is for." };
        var scopes = new Option<TokenScope[]>("--scope") { Description = "read (default), write or admin; may be given several times." };
        scopes.AcceptOnlyFromAmong("read", "write", "admin");
        const int never = 0;
        var days = new Option<int>("--days")
        {
            Description = "After how many days it expires; never for never.",
            HelpName = "days",
            DefaultValueFactory = _ => ApiToken.UsualLife,
            CustomParser = given =>
            {
                var said = given.Tokens[0].Value;
                if (int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0) return number;
                if (said != "never") given.AddError($"--days is a number of days, or never; it is not “{said}”.");
                return never;
            },
        };
        var add = new Command("add", "Make a personal access token, and print it this once.") { email, name, scopes, days };
        add.SetAction((line, ct) => InScopeAsync(async services =>
        {
            var person = await PersonAsync(services, line.GetRequiredValue(email), ct);
            var input = new CreateApiTokenInput(line.GetRequiredValue(name), line.GetValue(scopes) is { Length: > 0 } wanted ? wanted : [TokenScope.Read], line.GetValue(days) is var life and not never ? life : null);
            var created = await services.GetRequiredService<CreateApiToken>().ExecuteAsync(input, Caller.Person(person.Id, person.IsAdmin), ct);
            await output.WriteLineAsync(created.Secret);
        }, ct));
        var list = new Command("list", "Say which tokens somebody has.") { email };
        list.SetAction((line, ct) => InScopeAsync(async services =>
        {
            var (person, now) = (await PersonAsync(services, line.GetRequiredValue(email), ct), services.GetRequiredService<TimeProvider>().Now());
            foreach (var token in await TokensOf(services, person).OrderBy(t => t.CreatedAt).ThenBy(t => t.Id).ToListAsync(ct))
                await output.WriteLineAsync($"{token.Id}  {token.Beginning}…  {token.Scopes.ToString().ToLowerInvariant()}  {(token.ExpiresAt is { } end ? $"{(token.IsAlive(now) ? "until" : "expired")} {end:yyyy-MM-dd}" : "for ever")}  {token.Name}");
        }, ct));
        var which = new Argument<string>("TOKEN") { Description = "Its id, name or beginning, as list has them." };
        var revoke = new Command("revoke", "End one of somebody’s tokens, at once.") { email, which };
        revoke.SetAction((line, ct) => InScopeAsync(async services =>
        {
            var (person, said) = (await PersonAsync(services, line.GetRequiredValue(email), ct), line.GetRequiredValue(which));
            var named = (await TokensOf(services, person).ToListAsync(ct)).Where(t => t.Id.ToString() == said || t.Name == said || t.Beginning == said.TrimEnd('…')).ToList();
            if (named.Count > 1) throw new InvalidInputException("token", $"{person.Email} has {named.Count} tokens like that. Say which by its id: see token list.");
            var token = named.SingleOrDefault() ?? throw new ApiTokenNotFoundException("token");
            await services.GetRequiredService<RevokeApiToken>().ExecuteAsync(new(token.Id), Caller.Person(person.Id, person.IsAdmin), ct);
            await output.WriteLineAsync($"“{token.Name}” is revoked.");
        }, ct));
        return new Command("token", "Personal access tokens.") { add, list, revoke };
    }

    public Command Schema()
    {
        var to = new Option<string?>("--output") { Description = "A file to write to instead of the screen." };
        var export = new Command("export", "Print the GraphQL schema.") { to };
        export.SetAction(async (line, ct) =>
        {
            await using var app = Quiet();
            var schema = SchemaExport.Print(app.Services);
            if (line.GetValue(to) is { } file) await File.WriteAllTextAsync(file, schema, ct);
            else await output.WriteAsync(schema);
        });
        var since = new Option<string?>("--since") { Description = "A schema in a file to compare with instead." };
        var changes = new Command("changes", "Say what has changed in the GraphQL schema since the last release. What is to go is deprecated, with a reason, for a release at least; then it may be removed. "
            + "Fails when anything else breaks programs that were right.") { since };
        changes.SetAction(async (line, ct) =>
        {
            await using var app = Quiet();
            var before = line.GetValue(since) is { } file ? await File.ReadAllTextAsync(file, ct) : SchemaChanges.Released;
            var found = SchemaChanges.Between(before, SchemaExport.Print(app.Services));
            await output.WriteAsync(SchemaChanges.Tell(found));
            return found.Any(change => change.Kind == ChangeKind.Breaking) ? 1 : 0;
        });
        return new Command("schema", "The GraphQL schema.") { export, changes };
    }

    public Command Mail()
    {
        var dispatch = new Command("dispatch", "Send the mails that are due, once.");
        dispatch.SetAction((_, ct) => InScopeAsync(async services =>
        {
            var sent = await services.GetRequiredService<MailDispatcher>().DispatchAsync(ct);
            var db = services.GetRequiredService<ConcertoDbContext>();
            var waiting = await db.OutboundEmails.Where(m => m.State == MailState.Queued).GroupBy(_ => 1).Select(g => new { Count = g.Count(), Why = g.Max(m => m.LastError) }).SingleOrDefaultAsync(ct);
            await output.WriteLineAsync(waiting is null ? $"{sent} sent." : $"{sent} sent, {waiting.Count} {(waiting.Count == 1 ? "waits" : "wait")}.{(waiting.Why is { } why ? $" {MailWords.Sentence(why)}" : "")}");
        }, ct));
        return new Command("mail", "Outgoing mail.") { dispatch };
    }

    public Command Digest()
    {
        var at = new Option<DateTimeOffset?>("--at") { Description = "As if it were that time: 2026-11-25T09:00Z. Outside Development it only says who would get one." };
        var run = new Command("run", "Write the digests that are due, once, and print whose: those of people whose hour of the digest began in the last 30 minutes where they live, and who have had none for that day.") { at };
        run.SetAction((line, ct) => InScopeAsync(async services =>
        {
            var digests = services.GetRequiredService<RunDigests>();
            var (count, instant) = (0, line.GetValue(at)?.UtcDateTime);
            var isDry = instant is not null && !services.GetRequiredService<IHostEnvironment>().IsDevelopment();
            if (isDry) foreach (var digest in await digests.LookAsync(instant!.Value, ct)) Print(digest);
            else await digests.PassAsync(instant, Print, ct);
            await output.WriteLineAsync($"{count} {(count == 1 ? "digest" : "digests")} {(isDry ? "would be written. Nothing was changed." : "written.")}");

            void Print(WrittenDigest digest)
            {
                count++;
                output.WriteLine($"{digest.Email}  {digest.LocalDate:yyyy-MM-dd}  {digest.Notifications} new");
            }
        }, ct));
        return new Command("digest", "The daily digests.") { run };
    }

    private static async Task<User> PersonAsync(IServiceProvider services, string email, CancellationToken ct)
    {
        var address = EmailAddress.From(email);
        return await services.GetRequiredService<ConcertoDbContext>().Users.SingleOrDefaultAsync(u => u.EmailKey == address.Key, ct)
            ?? throw new InvalidInputException("email", $"There is no such person: {address}.");
    }

    private static IQueryable<ApiToken> TokensOf(IServiceProvider services, User person) => services.GetRequiredService<ConcertoDbContext>().ApiTokens.AsNoTracking().Where(t => t.UserId == person.Id && t.RevokedAt == null);

    private async Task InScopeAsync(Func<IServiceProvider, Task> act, CancellationToken ct)
    {
        await using var app = Quiet();
        await app.Services.GetRequiredService<Migrator>().PrepareAsync(ct);
        await using var scope = app.Services.CreateAsyncScope();
        await act(scope.ServiceProvider);
    }

    // What a verb prints is its answer alone.
    private WebApplication Quiet() => ConcertoApp.Build(settings, builder =>
    {
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
