using System.Diagnostics;
using System.Globalization;
using MhsmBackup.Emulator.Faults;
using MhsmBackup.Emulator.Requests;
using MhsmBackup.Emulator.SignIn;

namespace MhsmBackup.Emulator.Hosting;

/// <summary>One request to the token port, from the connection to the answer.</summary>
internal sealed class LoginServer(LoginRoutes routes, FaultPlan plan, RequestLog log)
{
    internal async Task HandleAsync(HttpContext context)
    {
        long start = Stopwatch.GetTimestamp();
        RequestBody body = new(context.Request);
        StruckFaults faults = new(plan, Fault.Login, context.Request);
        await FaultyExchange.RunAsync(
            context,
            faults,
            async () =>
            {
                LoginAnswer answer = await AnswerAsync(context.Request, body, faults);
                return (answer, answer.Status);
            },
            status => Record(context, body, status, start),
            answer => WriteAsync(context, answer));
    }

    private async Task<LoginAnswer> AnswerAsync(HttpRequest request, RequestBody body, StruckFaults faults)
    {
        try
        {
            LoginCall call = new(request, await body.ReadAsync());
            return faults.Take(FaultKind.Status) is { } fault
                ? Injected(fault)
                : faults.Spoil(await routes.AnswerAsync(call, faults));
        }
        catch (Exception wrong) when (wrong is ServiceException or InvalidDataException)
        {
            return LoginAnswer.Json(Error("invalid_request", wrong.Message), (wrong as ServiceException)?.Status ?? StatusCodes.Status400BadRequest);
        }
    }

    private static LoginAnswer Injected(Fault fault) =>
        LoginAnswer.Json(Error(fault.Text ?? "temporarily_unavailable", fault.Details ?? "An injected fault."), fault.StatusCode) with { RetryAfter = fault.RetryAfter };

    private static Dictionary<string, string> Error(string error, string description) => new() { ["error"] = error, ["error_description"] = description };

    private static async Task WriteAsync(HttpContext context, LoginAnswer answer)
    {
        HttpResponse response = context.Response;
        response.StatusCode = answer.Status;
        IHeaderDictionary headers = response.Headers;
        headers.CacheControl = "no-store, no-cache";
        headers.Pragma = "no-cache";
        headers.XContentTypeOptions = "nosniff";
        headers["x-ms-request-id"] = Guid.NewGuid().ToString("D");
        if (context.Request.Headers["client-request-id"] is { Count: > 0 } id && context.Request.Headers["return-client-request-id"].Count > 0)
        {
            headers["client-request-id"] = id;
        }

        if (answer.Location is not null)
        {
            headers.Location = answer.Location;
        }

        if (answer.RetryAfter is { } seconds)
        {
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body);
    }

    private void Record(HttpContext context, RequestBody body, int status, long start) =>
        log.Add(RequestRecorder.Describe(context.Request, hsm: null, body.Length, status, Stopwatch.GetElapsedTime(start)));
}
