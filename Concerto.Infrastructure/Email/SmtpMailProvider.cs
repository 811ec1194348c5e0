using System.Net.Sockets;
using Concerto.Domain.Email;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Concerto.Infrastructure.Email;

/// <summary>
/// A mail server. It knows no keys, so what it may have taken without saying so is not given to it again: an admin decides.
/// </summary>
internal sealed class SmtpMailProvider(SmtpOptions options) : IMailProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public TimeSpan KeysLive => TimeSpan.Zero;

    public async Task<MailOutcome> SendAsync(MailMessage mail, string idempotencyKey, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        using var message = mail.ToMime(idempotencyKey, host: MailboxAddress.Parse(mail.From).Domain);
        using var client = new SmtpClient();
        var onItsWay = new Progress();
        try
        {
            await client.ConnectAsync(options.Host, options.Port, Security, patience.Token);
            if (options.User is { Length: > 0 } user) await client.AuthenticateAsync(user, options.Password, patience.Token);
            var answer = await client.SendAsync(message, patience.Token, onItsWay);
            await LeaveAsync(client, patience.Token);
            return new MailOutcome.Accepted(answer.Length > 200 ? answer[..200] : answer);
        }
        catch (SmtpCommandException e)
        {
            return Read(e);
        }
        catch (Exception e) when (e is AuthenticationException or SslHandshakeException or NotSupportedException)
        {
            return new MailOutcome.Stopped($"The mail server does not let us in: {e.Message}");
        }
        catch (Exception e) when (e is IOException or SocketException or ProtocolException or ServiceNotConnectedException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return onItsWay.HasBegun
                ? new MailOutcome.Doubtful($"The connection broke after the mail was handed over: {e.Message}")
                : new MailOutcome.TryAgain($"The mail server can’t be reached: {e.Message}");
        }
    }

    // It has said itself that it did not take the mail: for good (5xx) or for now.
    private static MailOutcome Read(SmtpCommandException e)
    {
        var reason = $"{(int)e.StatusCode} {e.Message}";
        return (e.ErrorCode, (int)e.StatusCode >= 500) switch
        {
            (var what, false) => new MailOutcome.TryAgain(reason) { OfMailbox = what is SmtpErrorCode.RecipientNotAccepted },
            (SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted, true) => new MailOutcome.Refused(reason),
            _ => new MailOutcome.Stopped(reason),
        };
    }

    private static async Task LeaveAsync(SmtpClient client, CancellationToken ct)
    {
        try
        {
            await client.DisconnectAsync(quit: true, ct);
        }
        catch (Exception e) when (e is IOException or ProtocolException or OperationCanceledException)
        {
            // The mail is accepted; how we part does not matter.
        }
    }

    private SecureSocketOptions Security => options.Tls switch
    {
        SmtpTls.None => SecureSocketOptions.None,
        SmtpTls.Implicit => SecureSocketOptions.SslOnConnect,
        SmtpTls.Auto when options.Port == 465 => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };

    /// <summary>Whether anything of the message itself has been sent.</summary>
    private sealed class Progress : ITransferProgress
    {
        public bool HasBegun { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => HasBegun = true;

        public void Report(long bytesTransferred) => HasBegun = true;
    }
}
