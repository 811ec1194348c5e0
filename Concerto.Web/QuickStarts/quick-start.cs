// Lists your projects, uploads a mix, writes a note at 1:23, and listens to what is said of it. Nothing to install: HttpClient is enough.
//   CONCERTO_URL=… CONCERTO_TOKEN=… dotnet run quick-start.cs mix.wav
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

using var http = new HttpClient { BaseAddress = new Uri(Environment.GetEnvironmentVariable("CONCERTO_URL")!) };
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable("CONCERTO_TOKEN"));
using var store = new HttpClient(); // addresses of the store are signed: they need no token, and must not get one

// 1. What is there?
var there = await GraphQLAsync("{ projects(first: 5) { nodes { name songs(first: 5) { nodes { name } } } } }");
foreach (var project in there["projects"]!["nodes"]!.AsArray())
    Console.WriteLine($"{project!["name"]}: {string.Join(", ", project["songs"]!["nodes"]!.AsArray().Select(song => song!["name"]))}");

// 2. Ask where to put the file. Project and song are made if you have none of these names.
//    The key makes it safe to send this again: the same key and input give the same upload.
using var mix = File.OpenRead(args[0]);
var upload = (await MutateAsync(
    """
    mutation ($input: SignUploadInput!) {
      signUpload(input: $input) {
        upload { id partSize partCount parts { number url headers { name value } } version { id song { id } } }
        errors { ... on Error { code message path } }
      }
    }
    """,
    new()
    {
        ["target"] = new JsonObject { ["projectName"] = "Quick start", ["songName"] = "From C#" },
        ["fileName"] = Path.GetFileName(mix.Name), ["byteSize"] = mix.Length, ["idempotencyKey"] = Guid.NewGuid().ToString(),
    }))["upload"]!;
var (uploadId, versionId, songId) = ((string)upload["id"]!, (string)upload["version"]!["id"]!, (string)upload["version"]!["song"]!["id"]!);

// 3. Put the bytes straight into the store, part by part. The first parts are signed already; of a long file ask for more as you go.
for (var number = 1; number <= (int)upload["partCount"]!; number++)
{
    var part = upload["parts"]!.AsArray().FirstOrDefault(signed => (int)signed!["number"]! == number) ?? (await MutateAsync(
        "mutation ($input: SignUploadPartsInput!) { signUploadParts(input: $input) { upload { parts { number url headers { name value } } } errors { ... on Error { code message path } } } }",
        new() { ["uploadId"] = uploadId, ["numbers"] = new JsonArray(number) }))["upload"]!["parts"]![0];
    var bytes = new byte[Math.Min((long)upload["partSize"]!, mix.Length - mix.Position)];
    await mix.ReadExactlyAsync(bytes);
    using var put = new HttpRequestMessage(HttpMethod.Put, (string)part!["url"]!) { Content = new ByteArrayContent(bytes) };
    foreach (var header in part["headers"]!.AsArray()) put.Content.Headers.TryAddWithoutValidation((string)header!["name"]!, (string)header["value"]!);
    using var stored = await store.SendAsync(put);
    stored.EnsureSuccessStatusCode();
}

// 4. Say that they are there, and wait until they were listened to.
await MutateAsync("mutation ($input: CompleteUploadInput!) { completeUpload(input: $input) { errors { ... on Error { code message path } } } }", new() { ["uploadId"] = uploadId });
JsonNode version;
do
{
    await Task.Delay(TimeSpan.FromSeconds(1));
    version = (await GraphQLAsync("query ($id: ID!) { version(id: $id) { status rejection { message } durationMs loudness { integratedLufs } } }", new() { ["id"] = versionId }))["version"]!;
}
while ((string)version["status"]! == "ANALYSING");
if (version["rejection"] is { } rejection) throw new InvalidOperationException((string)rejection["message"]!);
Console.WriteLine(version.ToJsonString());

// 5. Leave a note at 1:23, or at the end of what is shorter.
var noted = await MutateAsync(
    "mutation ($input: AddCommentInput!) { addComment(input: $input) { comment { id startMs text } errors { ... on Error { code message path } } } }",
    new() { ["versionId"] = versionId, ["startMs"] = Math.Min(83_000, (int)version["durationMs"]!), ["text"] = "From here on, a little less reverb." });
Console.WriteLine(noted["comment"]!.ToJsonString());

// 6. Listen, until Ctrl-C: each thing that happens in the song is an event.
await foreach (var data in SubscribeAsync("subscription ($id: ID!) { songActivity(songId: $id) { kind actor { name } comment { startMs text } } }", new() { ["id"] = songId }))
    Console.WriteLine(data.ToJsonString());

async Task<JsonNode> GraphQLAsync(string query, JsonObject? variables = null)
{
    using var response = await http.SendAsync(Request(query, variables, "application/json"));
    var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    if (answer["errors"] is { } errors) throw new InvalidOperationException((string)errors[0]!["message"]!); // the request itself was wrong
    return answer["data"]!;
}

// What a mutation could not do is data, in its payload: a code for programs, words for people, the field that is to blame.
async Task<JsonNode> MutateAsync(string query, JsonObject input)
{
    var payload = (await GraphQLAsync(query, new() { ["input"] = input })).AsObject().Single().Value!;
    if (payload["errors"] is { } errors) throw new InvalidOperationException($"{errors[0]!["code"]}: {errors[0]!["message"]}");
    return payload;
}

async IAsyncEnumerable<JsonNode> SubscribeAsync(string query, JsonObject variables)
{
    using var response = await http.SendAsync(Request(query, variables, "text/event-stream"), HttpCompletionOption.ResponseHeadersRead);
    using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
    while (await lines.ReadLineAsync() is { } line && line != "event: complete")
        if (line.StartsWith("data: {")) yield return JsonNode.Parse(line[6..])!["data"]!;
}

static HttpRequestMessage Request(string query, JsonObject? variables, string accept) => new(HttpMethod.Post, "graphql")
{
    Headers = { { "Accept", accept } },
    Content = new StringContent(new JsonObject { ["query"] = query, ["variables"] = variables }.ToJsonString(), Encoding.UTF8, "application/json"),
};
