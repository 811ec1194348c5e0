using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Scheduling;
using Concerto.Web.Features.Jobs;

namespace Concerto.Tests.Domain;

public class PublicIdTests
{
    [Fact]
    public void An_id_survives_the_trip_through_an_address()
    {
        var id = SongId.New();
        Assert.True(SongId.TryParse(id.ToString(), null, out var back));
        Assert.Equal(id, back);
        Assert.Equal(23, id.ToString().Length);
    }

    [Fact]
    public void An_id_of_another_type_is_not_understood() => Assert.False(SongId.TryParse(ProjectId.New().ToString(), null, out _));

    [Theory]
    [InlineData("anna@example.com")]
    [InlineData("ändrüs@örtchen.example")]
    public void So_does_one_that_is_known_by_its_text(string address)
    {
        Assert.True(SuppressionId.TryParse(new SuppressionId(address).ToString(), null, out var back));
        Assert.Equal(address, back.AddressKey);
        Assert.False(SuppressionId.TryParse(new JobId(address).ToString(), null, out _));
    }

    [Fact]
    public void So_does_the_longest_address_that_there_can_be()
    {
        var key = new string('ハ', EmailAddress.MaxLength);
        Assert.True(SuppressionId.TryParse(new SuppressionId(key).ToString(), null, out var back));
        Assert.Equal(key, back.AddressKey);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ")]
    [InlineData("../../../../etc/passwd.")]
    [InlineData("UwGgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Nonsense_is_not_understood_and_throws_nothing(string? text) => Assert.False(SongId.TryParse(text, null, out _) || SuppressionId.TryParse(text, null, out _) || AuditEntryId.TryParse(text, null, out _) || AuditEntryId.TryParse(PublicId.Format('D', $"-{text}"), null, out _));

    [Fact]
    public void No_two_kinds_of_id_share_a_letter()
    {
        var tags = new[] { typeof(PublicId), typeof(JobRunId), typeof(JobId) }.SelectMany(type => type.Assembly.GetTypes())
            .Where(t => t.IsValueType && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IPublicId<>)))
            .Select(t => (char)t.GetProperty("Tag")!.GetValue(null)!).ToList();
        Assert.True(tags.Count >= 10);
        Assert.Distinct(tags);
    }
}
