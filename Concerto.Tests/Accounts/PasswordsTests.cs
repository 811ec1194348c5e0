using Concerto.Domain;
using Concerto.Web.Features.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Concerto.Tests.Accounts;

public sealed class PasswordsTests
{
    private readonly Passwords _passwords = new(new() { PasswordIterations = 10 });

    [Theory]
    [InlineData(null, "at least 12")]
    [InlineData("walnut-harb", "at least 12")]
    [InlineData("passwordpassword", "easily guessed")]
    [InlineData("aaaaaaaaaaaaaaaa", "easily guessed")]
    [InlineData("123456789012", "easily guessed")]
    [InlineData("mira.jones.mira", "easily guessed")]
    [InlineData("concertoconcerto", "easily guessed")]
    public void What_is_too_short_or_easily_guessed_is_refused_and_the_field_named(string? password, string why)
    {
        var refusal = Assert.Throws<InvalidInputException>(() => _passwords.Hash(password, "Mira Jones", "mira.jones@example.com"));
        Assert.Equal("password", refusal.Field);
        Assert.Contains(why, refusal.Message);
    }

    [Fact]
    public void What_is_no_text_is_refused_and_is_nobodys_password() => Assert.All(["walnut-harbour-\uD800-lamps", "walnut-harbour-\uFFFE-lamps"], password =>
    {
        Assert.Equal("password", Assert.Throws<InvalidInputException>(() => _passwords.Hash(password)).Field);
        Assert.Equal(PasswordVerificationResult.Failed, _passwords.Check(null, password));
    });

    [Theory]
    [InlineData("walnut-harbour-eleven-lamps")]
    [InlineData("bX7$kQ9!vT2z")]
    [InlineData("ein Lied für zwölf Fagotte")]
    [InlineData("十二個のファゴットのための歌曲")]
    public void A_few_unrelated_words_and_random_characters_are_taken(string password)
    {
        var hash = _passwords.Hash(password, "Mira Jones");
        Assert.Equal(PasswordVerificationResult.Success, _passwords.Check(hash, password));
        Assert.Equal(PasswordVerificationResult.Failed, _passwords.Check(hash, password + "x"));
    }

    [Fact]
    public void Two_hundred_characters_are_taken_and_one_more_is_not()
    {
        var words = string.Concat(Enumerable.Range(0, 60).Select(i => $"{i * 7919:x4}"))[..200];
        Assert.Equal(PasswordVerificationResult.Success, _passwords.Check(_passwords.Hash(words), words));
        Assert.Throws<InvalidInputException>(() => _passwords.Hash(words + "x"));
    }

    [Fact]
    public void The_same_letters_from_another_keyboard_are_the_same_password() =>
        Assert.Equal(PasswordVerificationResult.Success, _passwords.Check(_passwords.Hash("za\u0301padni\u0301-lampa-jedenact"), "z\u00e1padn\u00ed-lampa-jedenact"));

    [Fact]
    public void Without_a_hash_nothing_is_right_and_nothing_breaks()
    {
        Assert.Equal(PasswordVerificationResult.Failed, _passwords.Check(null, ""));
        Assert.Equal(PasswordVerificationResult.Failed, _passwords.Check(null, new string('x', 100_000)));
    }

    [Fact]
    public void A_password_is_kept_with_600_000_rounds_unless_configured() => Assert.Equal(600_000, new AccountOptions().PasswordIterations);
}
