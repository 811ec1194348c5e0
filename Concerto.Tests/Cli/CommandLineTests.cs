using System.Net;
using System.Net.Http.Headers;
using Concerto.Domain.Accounts;
using Concerto.Tests.GraphQL;
using Concerto.Web;
using Concerto.Web.Cli;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Cli;

public sealed class CommandLineTests
{
    [OnBothDatabases]
    public async Task An_admin_and_a_token_are_made_beside_the_running_server(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var email = Server.NewAddress();

        var user = await RunAsync(server, "user", "add", email, "--password", Server.Password, "--name", "Mira Jones", "--verified", "--admin");
        var token = await RunAsync(server, "token", "add", email.ToUpperInvariant(), "--name", "backup", "--scope", "read", "--scope", "write");

        Assert.Equal((0, $"{email} can sign in and is an admin.\n", ""), user);
        Assert.Equal((0, ""), (token.Code, token.Error));
        using var api = new HttpClient { BaseAddress = server.Url };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Output.Trim());
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/projects")).StatusCode);
        var made = await server.QueryAsync(db => db.Users.Where(u => u.Email == email).Select(u => new { u.Name, u.IsAdmin, Scopes = db.ApiTokens.Where(t => t.UserId == u.Id).Select(t => t.Scopes).Single() }).SingleAsync());
        Assert.Equal(new { Name = "Mira Jones", IsAdmin = true, Scopes = TokenScopes.Write }, made);
        Assert.True(await Accounts.SignUpTests.CanSignInAsync(server, email, Server.Password));
    }

    [Fact]
    public async Task A_token_lives_as_long_as_one_from_the_settings_unless_it_is_said_and_what_the_shell_makes_the_shell_can_end()
    {
        var server = await ConcertoFixture.OnAsync("sqlite");
        var mira = await server.NewPersonAsync();
        await RunAsync(server, "token", "add", mira.Email, "--name", "usual");
        await RunAsync(server, "token", "add", mira.Email, "--name", "short", "--days", "1");
        await RunAsync(server, "token", "add", mira.Email, "--name", "lasting", "--days", "never");
        var lives = await server.QueryAsync(db => db.ApiTokens.Where(t => t.UserId == mira.Id && new[] { "usual", "short", "lasting" }.Contains(t.Name)).ToDictionaryAsync(t => t.Name, t => t.ExpiresAt - t.CreatedAt));
        Assert.Equal((TimeSpan.FromDays(ApiToken.UsualLife), TimeSpan.FromDays(1), null), (lives["usual"], lives["short"], lives["lasting"]));

        var line = Assert.Single((await RunAsync(server, "token", "list", mira.Email)).Output.Split('\n'), l => l.EndsWith("  read  for ever  lasting", StringComparison.Ordinal));
        Assert.Equal((0, "“lasting” is revoked.\n", ""), await RunAsync(server, "token", "revoke", mira.Email, line.Split(' ')[0]));
        Assert.Equal((1, "", "There is no such token.\n"), await RunAsync(server, "token", "revoke", mira.Email, "lasting"));
        Assert.DoesNotContain("lasting", (await RunAsync(server, "token", "list", mira.Email)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_signed_up_in_the_browser_becomes_the_first_admin_by_a_verb_and_twice_is_once()
    {
        var server = await ConcertoFixture.OnAsync("sqlite");
        var (mira, email) = (await server.NewPersonAsync(), Server.NewAddress());
        await server.UseAsync((Web.Features.Accounts.SignUp signUp) => signUp.ExecuteAsync(new("Nina", email, Server.Password), default));

        Assert.Equal((0, $"{mira.Email} is an admin.\n", ""), await RunAsync(server, "user", "promote", mira.Email));
        Assert.Equal((0, $"{mira.Email} is an admin.\n", ""), await RunAsync(server, "user", "promote", mira.Email));
        Assert.Equal((1, "", "The address of Nina is not verified. Verify it first.\n"), await RunAsync(server, "user", "promote", email));

        Assert.Equal("By hand, on the server", await server.QueryAsync(db => db.AuditEntries.Where(e => e.PersonId == mira.Id && e.Action == AuditAction.MadeAdmin).Select(e => e.Detail).SingleAsync()));
    }

    [OnBothDatabases]
    public async Task Law9_one_added_without_being_vouched_for_gets_a_link_and_chooses_a_password(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var email = Server.NewAddress();

        Assert.Equal(0, (await RunAsync(server, "user", "add", email, "--password", Server.Password)).Code);

        using var browser = server.NewBrowser();
        var link = (await server.MailToAsync(email)).Link().PathAndQuery; // the running server's poll sends it
        Assert.False(await Accounts.SignUpTests.CanSignInAsync(server, email, Server.Password));
        await browser.PostFormAsync(link, new() { ["Password"] = "granite-violin-ninety-clouds" });
        Assert.True(await Accounts.SignUpTests.CanSignInAsync(server, email, "granite-violin-ninety-clouds"));
    }

    [Fact] // its first mail made the first key, which waited for the lock that the mail's own transaction held
    public async Task The_first_of_all_accounts_may_be_one_that_gets_a_mail()
    {
        var directory = Directory.CreateTempSubdirectory("concerto-test-");
        var added = await RunAsync([$"--Concerto:DataDirectory={directory.FullName}"], "user", "add", Server.NewAddress(), "--password", Server.Password).WaitAsync(Until.Patience);
        Assert.Equal((0, ""), (added.Code, added.Error));
        SqliteConnection.ClearAllPools();
        directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("http://localhost:5580", "http://localhost:5580")]
    [InlineData("http://*:5581", "http://localhost:5581")]
    [InlineData("http://0.0.0.0:5582;http://[::]:5583", "http://localhost:5582")]
    [InlineData("http://127.0.0.1:5584", "http://127.0.0.1:5584")]
    public async Task People_reach_it_where_it_listens_unless_that_is_configured(string urls, string publicUrl)
    {
        var directory = Directory.CreateTempSubdirectory("concerto-test-");
        string[] settings = [$"--urls={urls}", $"--Concerto:DataDirectory={directory.FullName}"];
        await using (var app = ConcertoApp.Build(settings)) Assert.Equal(publicUrl, app.Services.GetRequiredService<ConcertoOptions>().PublicUrl);
        await using (var app = ConcertoApp.Build([.. settings, "--Concerto:PublicUrl=https://concerto.example"])) Assert.Equal("https://concerto.example", app.Services.GetRequiredService<ConcertoOptions>().PublicUrl);
        directory.Delete(recursive: true);
    }

    [OnBothDatabases]
    public async Task What_can_not_be_done_is_said_in_one_line_and_fails_with_1(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var mira = await server.NewPersonAsync();

        Assert.Equal((1, "", $"There is an account for {mira.Email} already.\n"), await RunAsync(server, "user", "add", mira.Email, "--password", Server.Password, "--verified"));
        var nobody = Server.NewAddress();
        Assert.Equal((1, "", $"There is no such person: {nobody}.\n"), await RunAsync(server, "token", "add", nobody, "--name", "x"));
        Assert.Equal((1, "", $"There is no such person: {nobody}.\n"), await RunAsync(server, "user", "promote", nobody));
        var weak = await RunAsync(server, "user", "add", Server.NewAddress(), "--password", "short");
        Assert.Equal((1, ""), (weak.Code, weak.Output));
        Assert.Contains("at least 12", weak.Error);
    }

    [Theory]
    [InlineData("sing")]
    [InlineData("user")]
    [InlineData("user add")]
    [InlineData("user add mira@example.com")]
    [InlineData("user add mira@example.com --password x --loud")]
    [InlineData("token add mira@example.com --name x --scope everything")]
    [InlineData("token add mira@example.com --name x --days soon")]
    [InlineData("serve --port 80")]
    public async Task Bad_usage_is_2(string line)
    {
        var (code, output, error) = await RunAsync([], line.Split(' '));
        Assert.Equal((2, ""), (code, output));
        Assert.EndsWith("See --help.\n", error);
    }

    [Theory]
    [InlineData("--help", "serve")]
    [InlineData("user add --help", "--verified")]
    [InlineData("user add --help", "./run user add <EMAIL>")]
    [InlineData("token add --help", "--scope")]
    [InlineData("mail dispatch --help", "mail")]
    [InlineData("schema export --help", "--output")]
    [InlineData("schema changes --help", "--since")]
    [InlineData("migrate --help", "schema")]
    [InlineData("serve --help", "jobs")]
    public async Task Help_is_everywhere(string line, string says)
    {
        var (code, output, _) = await RunAsync([], line.Split(' '));
        Assert.Equal(0, code);
        Assert.Contains(says, output);
    }

    [Theory]
    [InlineData("Concerto:PublicUrl", "concerto.example")]
    [InlineData("Concerto:PublicUrl", "https://concerto.example/sub?x")]
    [InlineData("Concerto:TrustedProxies", "10.0.0.0/8,nonsense")]
    [InlineData("Concerto:Roles", "web,cook")]
    [InlineData("Concerto:Roles", "")]
    [InlineData("Concerto:Jobs:Enabled", "perhaps")]
    [InlineData("Concerto:DataDirectory", "")]
    [InlineData("Concerto:Database:Provider", "oracle")]
    [InlineData("Concerto:Email:Provider", "pigeon")]
    [InlineData("Concerto:Email:From", "nobody")]
    [InlineData("Concerto:Upload:MaxBytes", "0")]
    [InlineData("Concerto:Upload:MaxBytes", "much")]
    [InlineData("Concerto:Storage:Provider", "shoebox")]
    [InlineData("Concerto:Email:Budget:Daily", "abc")]
    [InlineData("Concerto:Email:Smtp:Tls", "often")]
    [InlineData("Concerto:Accounts:AnswerTime", "soon")]
    [InlineData("Concerto:GraphQL:RateLimit:Token", "99999999999")]
    [InlineData("Concerto:Storage:S3:ForcePathStyle", "perhaps")]
    public async Task A_wrong_setting_stops_the_start_with_one_line_that_names_it(string key, string value)
    {
        var directory = Directory.CreateTempSubdirectory("concerto-test-").FullName;
        var (code, _, error) = await RunAsync([$"--Concerto:DataDirectory={directory}", "--urls=http://127.0.0.1:0", $"--{key}={value}"], "serve");
        Directory.Delete(directory, recursive: true);

        Assert.Equal(1, code);
        Assert.StartsWith($"{key} ", error);
        Assert.Equal(1, error.Count(c => c == '\n'));
        Assert.DoesNotContain("System.", error);
    }

    [Theory]
    [InlineData("Concerto:Emial:Provider", "Is it meant to be Concerto:Email:Provider?")]
    [InlineData("Concerto:Email:Budget:Dayly", "Is it meant to be Concerto:Email:Budget:Daily?")]
    [InlineData("Concerto:StorageProvider", "Is it meant to be Concerto:Storage:Provider?")]
    [InlineData("Concerto:Colour", "README has them all.")]
    public async Task A_setting_that_nobody_reads_is_told_of_with_the_one_that_may_be_meant(string key, string told)
    {
        var directory = Directory.CreateTempSubdirectory("concerto-test-").FullName;
        var log = new Log();
        await using (ConcertoApp.Build([$"--Concerto:DataDirectory={directory}", $"--{key}=1"], builder => builder.Logging.ClearProviders().AddProvider(log)))
            Assert.Contains(log.Lines, line => line.Text.Contains($"{key} is configured, and there is no such setting. {told}", StringComparison.Ordinal));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Serve_refuses_an_old_schema_on_mysql_and_names_migrate_which_mends_it()
    {
        var directory = Directory.CreateTempSubdirectory("concerto-test-").FullName;
        var url = $"http://127.0.0.1:{Server.FreePort()}";
        string[] settings = [$"--Concerto:DataDirectory={directory}", $"--urls={url}", "--Concerto:Database:Provider=mysql", $"--Concerto:Database:ConnectionString={await ConcertoFixture.CreateMariaDbAsync()}"];

        var refused = await RunAsync(settings, "serve");
        Assert.Equal(1, refused.Code);
        Assert.Contains("“migrate”", refused.Error);
        Assert.StartsWith("Applied ", (await RunAsync(settings, "migrate")).Output);
        Assert.Equal((0, "The schema is up to date.\n", ""), await RunAsync(settings, "migrate"));

        using var stop = new CancellationTokenSource();
        var serving = CommandLine.RunAsync([.. settings, "serve"], TextWriter.Null, TextWriter.Null, stop.Token);
        using var http = new HttpClient();
        await Until.ItIsSoAsync(async () => serving.IsCompleted || await AnswersAsync(), "It does not serve.");
        await stop.CancelAsync();
        Assert.Equal(0, await serving);
        Directory.Delete(directory, recursive: true);

        async Task<bool> AnswersAsync()
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"{url}/health/live"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_migration_that_was_killed_does_not_hold_up_the_next()
    {
        var directory = Directory.CreateTempSubdirectory("concerto-test-").FullName;
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(directory, "concerto.db")};Pooling=False"))
        {
            await database.OpenAsync();
            await using var killed = new SqliteCommand("CREATE TABLE __EFMigrationsLock (Id INTEGER PRIMARY KEY, Timestamp TEXT NOT NULL); INSERT INTO __EFMigrationsLock VALUES (1, '2026-01-01 00:00:00+00:00')", database);
            await killed.ExecuteNonQueryAsync();
        }

        var all = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RunAsync([$"--Concerto:DataDirectory={directory}"], "migrate")));

        Assert.All(all, verb => Assert.Equal((0, ""), (verb.Code, verb.Error)));
        Assert.Equal((0, "The schema is up to date.\n", ""), await RunAsync([$"--Concerto:DataDirectory={directory}"], "migrate"));
        SqliteConnection.ClearAllPools();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task The_schema_that_is_exported_is_the_one_that_is_served()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        using var browser = server.NewBrowser();
        var file = Path.Combine(server.DataDirectory, "schema.graphql");

        var printed = await RunAsync(server, "schema", "export");
        await RunAsync(server, "schema", "export", "--output", file);

        Assert.Equal(await (await browser.GetAsync("/graphql/schema")).Content.ReadAsStringAsync(), printed.Output);
        Assert.Equal(printed.Output, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task What_has_changed_in_the_schema_is_told_and_fails_when_it_breaks_programs()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var schema = (await RunAsync(server, "schema", "export")).Output;
        var before = Path.Combine(server.DataDirectory, "before.graphql");
        async Task<(int, string, string)> SinceAsync(string text)
        {
            await File.WriteAllTextAsync(before, text);
            return await RunAsync(server, "schema", "changes", "--since", before);
        }

        Assert.Equal((0, "Nothing has changed.\n", ""), await SinceAsync(schema));
        Assert.Equal((1, "Breaking\n  Query.bands is gone\n", ""), await SinceAsync(schema.Replace("type Query {\n", "type Query {\n  bands: Int\n", StringComparison.Ordinal)));
        Assert.Equal((0, "Removed\n  Query.bands is gone, as was said: Ask for projects.\n", ""), await SinceAsync(schema.Replace("type Query {\n", "type Query {\n  bands: Int @deprecated(reason: \"Ask for projects.\")\n", StringComparison.Ordinal)));
        Assert.Equal((1, ""), (await SinceAsync("{")) is var (code, said, _) ? (code, said) : default);
        var (sinceRelease, told, _) = await RunAsync(server, "schema", "changes");
        Assert.Equal(0, sinceRelease);
        Assert.Contains("Added\n", told, StringComparison.Ordinal);
    }

    [OnBothDatabases]
    public async Task Mail_that_is_due_is_dispatched_by_hand(string database)
    {
        await using var server = await ConcertoFixture.StartAsync(database, settings: "--Concerto:Jobs:Enabled=false");
        var email = Server.NewAddress();
        await RunAsync(server, "user", "add", email, "--password", Server.Password);

        Assert.Equal((0, "1 sent.\n", ""), await RunAsync(server, "mail", "dispatch"));
        Assert.Single(await server.MailsToAsync(email));
        Assert.Equal((0, "0 sent.\n", ""), await RunAsync(server, "mail", "dispatch"));

        await RunAsync(server, "user", "add", Server.NewAddress(), "--password", Server.Password);
        await server.QueryAsync(db => db.OutboundEmails.Where(m => m.SentAt == null).ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, m => m.ExpiresAt).SetProperty(m => m.LastError, "500: Later")));
        Assert.Equal((0, "0 sent, 1 waits. 500: Later.\n", ""), await RunAsync(server, "mail", "dispatch"));
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(Server server, params string[] words) => RunAsync(server.Settings, words);

    private static async Task<(int Code, string Output, string Error)> RunAsync(IEnumerable<string> settings, params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var patience = new CancellationTokenSource(Until.Patience); // what ought to be refused would serve for ever
        var code = await CommandLine.RunAsync([.. settings, .. words], output, error, patience.Token);
        return (code, output.ToString(), error.ToString());
    }
}
