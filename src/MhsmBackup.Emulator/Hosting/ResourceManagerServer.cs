using System.Diagnostics;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json.Nodes;
using MhsmBackup.Emulator.Faults;
using MhsmBackup.Emulator.Requests;
using MhsmBackup.Emulator.ResourceManager;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Hosting;

/// <summary>One request to Azure Resource Manager, from the connection to the answer.</summary>
internal sealed class ResourceManagerServer(ArmAuthenticator authenticator, ArmRoutes routes, FaultPlan plan, RequestLog log)
{
    private const string DefaultClaims = """{"access_token":{"nbf":{"essential":true,"value":"1726077595"}}}""";

    internal async Task HandleAsync(HttpContext context)
    {
        long start = Stopwatch.GetTimestamp();
        RequestBody body = new(context.Request);
        StruckFaults faults = new(plan, Fault.ResourceManager, context.Request);
        await FaultyExchange.RunAsync(
            context,
            faults,
            async () =>
            {
                HsmAnswer answer = await AnswerAsync(context, body, faults);
                return (answer, answer.Status);
            },
            status => Record(context, body, status, start),
            answer => WriteAsync(context, answer));
    }

    private async Task<HsmAnswer> AnswerAsync(HttpContext context, RequestBody body, StruckFaults faults)
    {
        try
        {
            HttpRequest request = context.Request;
            string[] path = (request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
            string version = ArmVersions.Of(request, isStorage: path.Length > 1);
            ArmCaller caller = await authenticator.AuthenticateAsync(request);
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(RequestRecorder.CallerClaim, caller.ObjectId)]));
            if (faults.Take(FaultKind.Claims) is { } claims)
            {
                throw authenticator.WithClaims(claims.Text ?? DefaultClaims);
            }

            if (faults.Take(FaultKind.Status) is { } fault)
            {
                return Error(fault.StatusCode, fault.Text ?? $"Injected{fault.StatusCode}", fault.Details ?? "An injected fault.") with { RetryAfter = fault.RetryAfter };
            }

            await body.ReadAsync();
            JsonObject answer = await routes.AnswerAsync(new ArmCall(request, caller, version, path));
            return faults.Spoil(new HsmAnswer(StatusCodes.Status200OK, WireJson.Serialize(answer)), isStart: false);
        }
        catch (ArmException refusal)
        {
            await body.DrainAsync();
            return Error(refusal.Status, refusal.Code, refusal.Message) with { Challenge = refusal.Challenge };
        }
        catch (ServiceException refusal)
        {
            return Error(refusal.Status, "BadRequest", refusal.Message);
        }
    }

    private static HsmAnswer Error(int status, string code, string message) =>
        new(status, WireJson.Serialize(new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } }));

    private static async Task WriteAsync(HttpContext context, HsmAnswer answer)
    {
        HttpResponse response = context.Response;
        response.StatusCode = answer.Status;
        IHeaderDictionary headers = response.Headers;
        string id = Guid.NewGuid().ToString("D");
        headers["x-ms-request-id"] = id;
        headers["x-ms-correlation-request-id"] = id;
        headers.CacheControl = "no-cache";
        headers.Pragma = "no-cache";
        headers.Expires = "-1";
        headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        headers.XContentTypeOptions = "nosniff";
        if (answer.Challenge is not null)
        {
            headers.WWWAuthenticate = answer.Challenge;
        }

        if (answer.RetryAfter is { } seconds)
        {
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = answer.Body?.Length ?? 0;
        if (answer.Body is { Length: > 0 })
        {
            await response.Body.WriteAsync(answer.Body);
        }
    }

    private void Record(HttpContext context, RequestBody body, int status, long start) =>
        log.Add(RequestRecorder.Describe(context.Request, Fault.ResourceManager, body.Length, status, Stopwatch.GetElapsedTime(start)));
}
