using System.Text.Json.Nodes;
using Concerto.Web.GraphQL;

namespace Concerto.Tests.GraphQL;

/// <summary>What breaks those who build on the API is told before they find out. GraphQL's reference implementation is asked about each case, too.</summary>
public sealed class SchemaChangesTests
{
    private const string Root = "type Query { a: Int } ";

    public static readonly TheoryData<string, string, string> Breaking = new()
    {
        { "type A { a: Int b: Int }", "type A { a: Int }", "A.b is gone" },
        { "type A { a: Int } type B { a: Int }", "type A { a: Int }", "B is gone" },
        { "type A { a: Int }", "interface A { a: Int }", "A is an interface now; it was an object" },
        { "type A { a: Int! }", "type A { a: Int }", "A.a gives Int; it gave Int!" },
        { "type A { a: [Int!]! }", "type A { a: [Int]! }", "A.a gives [Int]!; it gave [Int!]!" },
        { "type A { a: Int }", "type A { a: [Int] }", "A.a gives [Int]; it gave Int" },
        { "type A { a: Int }", "type A { a: String }", "A.a gives String; it gave Int" },
        { "type A { a(b: Int): Int }", "type A { a: Int }", "A.a(b:) is gone" },
        { "type A { a(b: Int): Int }", "type A { a(b: Int!): Int }", "A.a(b:) takes Int!; it took Int" },
        { "type A { a(b: Int): Int }", "type A { a(b: String): Int }", "A.a(b:) takes String; it took Int" },
        { "type A { a: Int }", "type A { a(b: Int!): Int }", "A.a(b:) is new, and must be given" },
        { "input A { a: Int b: Int }", "input A { a: Int }", "A.b is gone" },
        { "input A { a: Int }", "input A { a: Int! }", "A.a takes Int!; it took Int" },
        { "input A { a: [Int] }", "input A { a: [Int!] }", "A.a takes [Int!]; it took [Int]" },
        { "input A { a: Int }", "input A { a: Int b: Int! }", "A.b is new, and must be given" },
        { "enum A { B C }", "enum A { B }", "A.C is gone" },
        { "type B { a: Int } type C { a: Int } union A = B | C", "type B { a: Int } type C { a: Int } union A = B", "A is never C" },
        { "interface I { a: Int } type A implements I { a: Int }", "interface I { a: Int } type A { a: Int }", "A no longer implements I" },
        { "interface A { a: Int b: Int }", "interface A { a: Int }", "A.b is gone" },
        { "scalar A", "enum A { B }", "A is an enum now; it was a scalar" },
        { "directive @a on FIELD", "scalar A", "@a is gone" },
        { "directive @a(b: Int) on FIELD", "directive @a on FIELD", "@a(b:) is gone" },
        { "directive @a on FIELD", "directive @a(b: Int!) on FIELD", "@a(b:) is new, and must be given" },
        { "directive @a repeatable on FIELD", "directive @a on FIELD", "@a may stand only once in a place" },
        { "directive @a on FIELD | QUERY", "directive @a on FIELD", "@a may not stand on Query any more" },
    };

    public static readonly TheoryData<string, string, string> Announced = new()
    {
        { "type A { a: Int b: Int @deprecated(reason: \"Ask for a.\") }", "type A { a: Int }", "Removed: A.b is gone, as was said: Ask for a." },
        { "type A { a(b: Int @deprecated): Int }", "type A { a: Int }", "Removed: A.a(b:) is gone, as was said: it is deprecated." },
        { "input A { a: Int b: Int @deprecated }", "input A { a: Int }", "Removed: A.b is gone, as was said: it is deprecated." },
        { "enum A { B C @deprecated }", "enum A { B }", "Removed: A.C is gone, as was said: it is deprecated." },
        { "type Mutation { a: Int b: B @deprecated(reason: \"Ask for a.\") } type B { c: [C!]! } type C { a: Int }", "type Mutation { a: Int }", "Removed: B is gone, as was said: only what was deprecated led to it., Removed: C is gone, as was said: only what was deprecated led to it., Removed: Mutation.b is gone, as was said: Ask for a." },
        { "type Mutation { a: Int b(c: B @deprecated): Int c(b: B): Int @deprecated } input B { a: Int }", "type Mutation { a: Int b: Int }", "Removed: B is gone, as was said: only what was deprecated led to it., Removed: Mutation.b(c:) is gone, as was said: it is deprecated., Removed: Mutation.c is gone, as was said: it is deprecated." },
        { "type Mutation { a: B b: B @deprecated } type B { a: Int }", "type Mutation { a: Int }", "Breaking: B is gone, Breaking: Mutation.a gives Int; it gave B, Removed: Mutation.b is gone, as was said: it is deprecated." },
    };

    public static readonly TheoryData<string, string, string> Harmless = new()
    {
        { "type A { a: Int }", "type A { a: Int b: Int }", "Added: A.b" },
        { "scalar A", "scalar A type B { a: Int }", "Added: B" },
        { "type A { a: Int }", "type A { a: Int! }", "" },
        { "type A { a: [Int] }", "type A { a: [Int!]! }", "" },
        { "type A { a(b: Int!): Int }", "type A { a(b: Int): Int }", "" },
        { "type A { a: Int }", "type A { a(b: Int): Int }", "Added: A.a(b:)" },
        { "type A { a: Int }", "type A { a(b: Int! = 1): Int }", "Added: A.a(b:)" },
        { "type A { a(b: Int = 1): Int }", "type A { a(b: Int = 2): Int }", "Changed: A.a(b:) is 2 when it is left out; it was 1" },
        { "type A { a(b: Int): Int }", "type A { a(b: Int = 2): Int }", "Changed: A.a(b:) is 2 when it is left out; it was nothing" },
        { "input A { a: Int! }", "input A { a: Int b: Int }", "Added: A.b" },
        { "enum A { B }", "enum A { B C }", "Added: A.C" },
        { "type B { a: Int } union A = B", "type B { a: Int } type C { a: Int } union A = B | C", "Added: A may be C, Added: C" },
        { "type A { a: Int b: Int }", "type A { a: Int b: Int @deprecated(reason: \"Ask for a.\") }", "Deprecated: A.b will go: Ask for a." },
        { "enum A { B C }", "enum A { B C @deprecated(reason: \"Never was.\") }", "Deprecated: A.C will go: Never was." },
        { "input A { a: Int b: Int }", "input A { a: Int b: Int @deprecated }", "Deprecated: A.b will go: it is deprecated." },
        { "\"One.\" type A { a: Int }", "\"Another.\" type A { a: Int }", "" },
    };

    [Theory]
    [MemberData(nameof(Breaking))]
    public void What_breaks_programs_is_recognised(string before, string after, string what) =>
        Assert.Equal([what], SchemaChanges.Between(Root + before, Root + after).Where(change => change.Kind == ChangeKind.Breaking).Select(change => change.ToString()));

    [Theory]
    [MemberData(nameof(Announced))]
    [MemberData(nameof(Harmless))]
    public void What_does_not_is_told_apart(string before, string after, string changes) =>
        Assert.Equal(changes, string.Join(", ", SchemaChanges.Between(Root + before, Root + after).Select(change => $"{change.Kind}: {change}")));

    [Fact]
    public async Task The_reference_implementation_finds_the_same_ones_breaking()
    {
        var pairs = Breaking.Concat(Announced).Concat(Harmless).Select(row => new[] { Root + (string)row[0], Root + (string)row[1] }).Append([SchemaChanges.Released, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "schema.graphql"))]).ToList();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, System.Text.Json.JsonSerializer.Serialize(pairs));
        using var reference = NodeClient.Start("changes.mjs", file);
        var counts = (await reference.ReadAsync()).AsArray().Select(count => (int)count!).ToList();
        Assert.Equal(counts.Select(count => count > 0), pairs.Select(pair => SchemaChanges.Between(pair[0], pair[1]).Any(change => change.Kind is ChangeKind.Breaking or ChangeKind.Removed)));
        File.Delete(file);
    }

    [Fact]
    public async Task Nothing_breaks_those_who_build_on_the_last_release()
    {
        var now = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "schema.graphql"));
        Assert.DoesNotContain(SchemaChanges.Between(SchemaChanges.Released, now), change => change.Kind == ChangeKind.Breaking);
    }
}
