using Concerto.Domain.Projects;
using Concerto.Web.GraphQL;

namespace Concerto.Tests.GraphQL;

[Collection(nameof(SmallServer))]
public sealed class SchemaTests(SmallServer server)
{
    private readonly string _sdl = SchemaExport.Print(server.Services);

    [Fact]
    public void Of_an_entity_only_what_a_face_names_is_shown()
    {
        Assert.Contains("""
            type Version {
              byteSize: Long!
              number: Int!
              status: VersionStatus!
            }
            """, WithoutDescriptions(_sdl), StringComparison.Ordinal);
        Assert.DoesNotContain("nameKey", _sdl, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_mutation_has_one_payload_and_a_union_of_the_failures_that_it_declares()
    {
        var sdl = WithoutDescriptions(_sdl);
        Assert.Contains("renameSong(input: RenameInput!): RenameSongPayload!", sdl, StringComparison.Ordinal);
        Assert.Contains("type RenameSongPayload {\n  errors: [RenameSongError!]\n  song: Song\n}", sdl, StringComparison.Ordinal);
        Assert.Contains("union RenameSongError = InvalidInputError | NameTakenError | SongNotFoundError", sdl, StringComparison.Ordinal);
        Assert.Contains("type NameTakenError implements Error {\n  code: String!\n  message: String!\n  name: String!\n  path: [String!]\n}", sdl, StringComparison.Ordinal);
        Assert.Contains("type DeleteSongPayload {\n  deletedSongId: ID\n}", sdl, StringComparison.Ordinal);
    }

    [Fact]
    public void Inputs_show_defaults_and_what_may_be_left_out()
    {
        var sdl = WithoutDescriptions(_sdl);
        Assert.Contains("input EchoInput {\n  choice: Choice!\n  mood: Mood! = VERY_LOUD\n  notes: String\n  songs: [ID!]\n  take: Int\n  times: Int! = 2\n}", sdl, StringComparison.Ordinal);
        Assert.Contains("input Choice @oneOf {", sdl, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"\"\"A body of work of one owner: an album, a show, a client's job. Its name is unique among its owner's.\"\"\"\ntype Project")] // of the domain's XML docs
    [InlineData("\"\"\"A whole number of up to 64 bits, such as a size in bytes.\"\"\"\nscalar Long")]
    [InlineData("  \"\"\"The objects of this page.\"\"\"\n  nodes: [Song!]!")] // of a generic type of the web's
    [InlineData("  \"\"\"Arrived and being listened to. Its uploader can play it already.\"\"\"\n  ANALYSING")]
    [InlineData("  \"\"\"The name that was asked for.\"\"\"\n  name: String!\n  \"\"\"The input field")]
    public void Descriptions_come_from_the_docs(string expected) => Assert.Contains(expected, _sdl, StringComparison.Ordinal);

    [Fact]
    public async Task The_schema_is_served_as_text()
    {
        using var response = await server.Http.GetAsync("/graphql/schema");
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(_sdl, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Introspection_is_answered_within_the_limits()
    {
        var answer = await server.AskAsync("""
            query IntrospectionQuery { __schema { queryType { name } mutationType { name } subscriptionType { name } types { ...FullType } directives { name description locations args { ...InputValue } } } }
            fragment FullType on __Type { kind name description fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
              inputFields { ...InputValue } interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
            fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
            fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }
            """);
        Assert.True(answer["errors"] is null, answer.ToJsonString());
        Assert.Contains(answer["data"]!["__schema"]!["types"]!.AsArray(), type => (string?)type!["name"] == nameof(Song));
    }

    private static string WithoutDescriptions(string sdl) => string.Join('\n', sdl.Split('\n').Where(line => !line.TrimStart().StartsWith('"')));
}
