using Concerto.Web.GraphQL;
using GraphQL;
using GraphQL.Types;

namespace Concerto.Tests.GraphQL;

public sealed class SchemaFileTests
{
    [Fact]
    public async Task The_schema_in_the_repository_is_the_one_that_is_served()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        using var api = new HttpClient { BaseAddress = server.Url };
        var served = await api.GetStringAsync("/graphql/schema");
        var kept = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "schema.graphql"));
        Assert.True(kept == served, "The schema has changed. If that is meant: ./run schema export --output schema.graphql, and look at the difference as those will who build on it.");
    }

    [Fact]
    public async Task Everything_in_the_schema_is_described()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var schema = server.Services.GetRequiredService<ISchema>();
        Assert.Empty(schema.AllTypes.Where(t => !t.Name.StartsWith("__", StringComparison.Ordinal) && t.Name is not ("String" or "Boolean" or "ID" or "Int" or "Float")).SelectMany(Undescribed));

        static IEnumerable<string> Undescribed(IGraphType type)
        {
            if (type.Description is null) yield return type.Name;
            foreach (var value in (type as EnumerationGraphType)?.Values ?? Enumerable.Empty<EnumValueDefinition>())
                if (value.Description is null) yield return $"{type.Name}.{value.Name}";
            foreach (var field in (type as IComplexGraphType)?.Fields ?? Enumerable.Empty<FieldType>())
            {
                if (field.Description is null) yield return $"{type.Name}.{field.Name}";
                foreach (var argument in field.Arguments ?? Enumerable.Empty<QueryArgument>())
                    if (argument.Description is null && argument.Name != "input") yield return $"{type.Name}.{field.Name}({argument.Name})";
            }
        }
    }

    [Fact]
    public async Task Every_scalar_of_ours_leads_to_how_its_values_are_written()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var scalars = SchemaExport.Print(server.Services).Split('\n').Where(line => line.StartsWith("scalar ", StringComparison.Ordinal)).ToList();
        Assert.Equal(["DateTime", "Long", "Uri"], scalars.Select(line => line.Split(' ')[1]));
        Assert.All(scalars, line => Assert.Contains(" @specifiedBy(url: \"https://", line, StringComparison.Ordinal));
        Assert.DoesNotContain("directive @", SchemaExport.Print(server.Services), StringComparison.Ordinal); // GraphQL itself has it
    }

    [Fact]
    public async Task Nothing_that_is_nobodys_business_is_in_the_schema()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var names = server.Services.GetRequiredService<ISchema>().AllTypes.OfType<IComplexGraphType>().SelectMany(t => t.Fields).Select(f => f.Name).ToHashSet();
        string[] secrets = ["password", "stamp", "hash", "Key", "token", "lock", "store", "deletedAt", "provisional"];
        Assert.DoesNotContain(names, name => name != "idempotencyKey" && secrets.Any(secret => name.Contains(secret, StringComparison.Ordinal)));
    }
}
