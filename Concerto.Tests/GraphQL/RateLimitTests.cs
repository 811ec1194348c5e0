using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Concerto.Domain.Accounts;
using Concerto.Web;
using Concerto.Web.Features.Accounts;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.GraphQL;

/// <summary>How many requests each may send: 4 a token, 3 a person, 2 an address in this server, whose clock stands still unless it is turned.</summary>
public sealed class RateLimitTests(RateLimitTests.Strict strict) : IClassFixture<RateLimitTests.Strict>
{
    private const string Viewer = "{ viewer { name } }";

    [Fact]
    public async Task Each_answer_says_how_many_requests_are_left_and_for_how_long()
    {
        await strict.NewWindowAsync();
        var mira = await strict.Server.NewPersonAsync();
        using var api = mira.Api();
        using var first = await api.PostAsJsonAsync("/graphql", new { query = Viewer });
        strict.Clock.Advance(TimeSpan.FromSeconds(20));
        using var second = await api.GetAsync($"/graphql?query={Uri.EscapeDataString(Viewer)}");
        Assert.Equal(("\"token\";q=4;w=60", "\"token\";r=3;t=60"), Said(first));
        Assert.Equal(("\"token\";q=4;w=60", "\"token\";r=2;t=40"), Said(second));
    }

    [Fact]
    public async Task One_too_many_is_refused_in_GraphQLs_words_with_the_figures_and_the_next_minute_begins_from_nothing()
    {
        await strict.NewWindowAsync();
        var mira = await strict.Server.NewPersonAsync();
        using var api = mira.Api();
        for (var i = 0; i < 4; i++) Assert.Null((await api.AskAsync(Viewer))["errors"]);
        strict.Clock.Advance(TimeSpan.FromSeconds(18.5));

        using var refused = await api.PostAsJsonAsync("/graphql", new { query = Viewer });
        Assert.Equal((HttpStatusCode.TooManyRequests, "application/json", "42", "\"token\";r=0;t=42"),
            (refused.StatusCode, refused.Content.Headers.ContentType!.MediaType, refused.Headers.GetValues("Retry-After").Single(), Said(refused).Left));
        var error = (await refused.Content.ReadFromJsonAsync<JsonNode>())!["errors"]!.AsArray().Single()!;
        Assert.Equal("You have sent 4 requests within a minute, which is the limit for a token. Go on in 42 seconds.", (string?)error["message"]);
        Assert.Equal(["RATE_LIMITED", "token", "4", "60", "42"], new[] { "code", "policy", "limit", "windowSeconds", "retryAfterSeconds" }.Select(name => error["extensions"]![name]!.ToString()));

        strict.Clock.Advance(TimeSpan.FromSeconds(42));
        Assert.Null((await api.AskAsync(Viewer))["errors"]);
    }

    [Fact]
    public async Task Each_token_counts_for_itself_and_a_session_for_its_person()
    {
        await strict.NewWindowAsync();
        var mira = await strict.Server.NewPersonAsync();
        var other = await strict.Server.UseAsync((CreateApiToken create) => create.ExecuteAsync(new("Other", [TokenScope.Read]), mira.Caller, default));
        var inPerson = await mira.InPersonAsync();
        Assert.Equal(4, await Strict.AnsweredAsync(mira));
        Assert.Equal(4, await Strict.AnsweredAsync(mira with { Token = other.Secret! }));
        Assert.Equal(3, await Strict.AnsweredAsync(inPerson));
    }

    [Fact]
    public async Task Strangers_count_by_their_address_and_so_do_tokens_that_are_no_good()
    {
        await strict.NewWindowAsync();
        using var stranger = new HttpClient { BaseAddress = strict.Server.Url };
        var nobody = (await strict.Server.NewPersonAsync()) with { Token = "concerto_pat_guessed" };
        using var guess = nobody.Api();
        Assert.Null((await stranger.AskAsync(Viewer))["errors"]);
        Assert.Equal("UNAUTHENTICATED", CodeOf(await guess.AskAsync(Viewer)));
        Assert.Equal("RATE_LIMITED", CodeOf(await guess.AskAsync(Viewer)));
        Assert.Equal("RATE_LIMITED", CodeOf(await stranger.AskAsync(Viewer)));
        Assert.Equal(4, await Strict.AnsweredAsync(await strict.Server.NewPersonAsync())); // from the same address
    }

    [Fact]
    public async Task An_event_stream_that_is_refused_is_no_stream()
    {
        await strict.NewWindowAsync();
        var mira = await strict.Server.NewPersonAsync();
        await Strict.AnsweredAsync(mira);
        using var api = mira.Api();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query = "subscription { notifications { id } }" }), Headers = { { "Accept", "text/event-stream" } } };
        using var refused = await api.SendAsync(request);
        Assert.Equal((HttpStatusCode.TooManyRequests, "application/json"), (refused.StatusCode, refused.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task Operations_in_a_socket_count_with_the_requests_and_one_that_is_refused_leaves_it_open()
    {
        await strict.NewWindowAsync();
        var mira = await strict.Server.NewPersonAsync();
        using var socket = await Socket.OpenAsync(mira); // as a stranger from that address, who then says who it is
        for (var i = 0; i < 4; i++)
        {
            await socket.SubscribeAsync($"{i}", Viewer);
            Assert.Equal("next", (string?)(await socket.NextAsync())!["type"]);
            Assert.Equal("complete", (string?)(await socket.NextAsync())!["type"]);
        }
        await socket.SubscribeAsync("more", Viewer);
        var refused = (await socket.NextAsync())!;
        Assert.Equal(("error", "more", "RATE_LIMITED"), ((string?)refused["type"], (string?)refused["id"], (string?)refused["payload"]![0]!["extensions"]!["code"]));

        strict.Clock.Advance(TimeSpan.FromMinutes(1));
        await socket.SubscribeAsync("again", Viewer);
        Assert.Equal("next", (string?)(await socket.NextAsync())!["type"]);
    }

    [Fact]
    public async Task Of_many_at_once_no_more_get_through_than_there_are()
    {
        await strict.NewWindowAsync();
        var mira = await strict.Server.NewPersonAsync();
        var codes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => (await mira.AskAsync(Viewer))["errors"] is null));
        Assert.Equal(4, codes.Count(answered => answered));
    }

    [Fact]
    public async Task Pages_elsewhere_read_the_figures()
    {
        await strict.NewWindowAsync();
        var mira = await strict.Server.NewPersonAsync();
        using var api = mira.Api();
        api.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example");
        using var answer = await api.PostAsJsonAsync("/graphql", new { query = Viewer });
        var exposed = string.Join(',', answer.Headers.GetValues("Access-Control-Expose-Headers"));
        Assert.All(["RateLimit", "RateLimit-Policy", "Retry-After", "WWW-Authenticate"], header => Assert.Contains(header, exposed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_limit_nothing_is_said_and_one_that_can_not_be_stops_the_start()
    {
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, null, "--Concerto:GraphQL:RateLimit:Token=0", "--Concerto:Jobs:Enabled=false");
        using var api = (await server.NewPersonAsync()).Api();
        using var answer = await api.PostAsJsonAsync("/graphql", new { query = Viewer });
        Assert.False(answer.Headers.Contains("RateLimit"));
        var wrong = Assert.Throws<ConfigurationException>(() => ConcertoApp.Build([.. server.Settings, "--Concerto:GraphQL:RateLimit:Person=-1"]));
        Assert.Contains("Concerto:GraphQL:RateLimit:Person is -1", wrong.Message, StringComparison.Ordinal);
    }

    private static (string Policy, string Left) Said(HttpResponseMessage answer) => (answer.Headers.GetValues("RateLimit-Policy").Single(), answer.Headers.GetValues("RateLimit").Single());

    private static string? CodeOf(JsonNode answer) => (string?)answer["errors"]![0]!["extensions"]!["code"];

    public sealed class Strict : IAsyncLifetime
    {
        public FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());
        public Server Server { get; private set; } = null!;

        public async Task InitializeAsync() => Server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, builder => builder.Services.AddSingleton<TimeProvider>(Clock),
            "--Concerto:GraphQL:RateLimit:Token=4", "--Concerto:GraphQL:RateLimit:Person=3", "--Concerto:GraphQL:RateLimit:Address=2", "--Concerto:Jobs:Enabled=false");

        /// <summary>Turns the clock to the next whole minute.</summary>
        public Task NewWindowAsync()
        {
            Clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(Clock.GetUtcNow().Ticks % TimeSpan.TicksPerMinute));
            return Task.CompletedTask;
        }

        /// <summary>How many of six requests are answered.</summary>
        public static async Task<int> AnsweredAsync(Person person)
        {
            var answered = 0;
            for (var i = 0; i < 6; i++) if ((await person.AskAsync(Viewer))["errors"] is null) answered++;
            return answered;
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
