using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>The caller keeps the address that they have: links to another one are worth nothing any more.</summary>
public sealed class CancelAddressChange(UnitOfWork unitOfWork, TimeProvider time)
{
    public Task ExecuteAsync(Caller caller, CancellationToken ct)
    {
        var (me, now) = (caller.Writer, time.Now());
        return unitOfWork.RunAsync(db => db.MailedLinks.Where(l => l.UserId == me && l.Purpose == LinkPurpose.ChangeAddress && l.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.UsedAt, now), ct), ct);
    }
}
