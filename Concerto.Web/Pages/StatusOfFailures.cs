using Concerto.Domain;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Concerto.Web.Pages;

/// <summary>Domain failures that are about the whole page become its status: what may not be seen does not exist (law 10).</summary>
public sealed class StatusOfFailures : IExceptionFilter
{
    public void OnException(ExceptionContext context) => context.Result = context.Exception switch
    {
        NotFoundException => new NotFoundResult(),
        NotAllowedException => new StatusCodeResult(StatusCodes.Status403Forbidden),
        NotSignedInException => new ChallengeResult(),
        _ => null,
    };
}
