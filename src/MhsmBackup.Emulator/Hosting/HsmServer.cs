using System.Diagnostics;
using System.Globalization;
using MhsmBackup.Emulator.Faults;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Emulator.Requests;

namespace MhsmBackup.Emulator.Hosting;

/// <summary>One request to an HSM, from the connection to the answer.</summary>
internal sealed class HsmServer(HsmDispatcher dispatcher, FaultPlan plan, RequestLog log)
{
    private static readonly string BuildVersion = typeof(HsmServer).Assembly.GetName().Version!.ToString(3) + "-emulator";

    internal async Task HandleAsync(HttpContext context, EmulatedHsm hsm)
    {
        long start = Stopwatch.GetTimestamp();
        RequestBody body = new(context.Request);
        StruckFaults faults = new(plan, hsm.Name, context.Request);
        await FaultyExchange.RunAsync(
            context,
            faults,
            async () =>
            {
                HsmAnswer answer = await dispatcher.AnswerAsync(hsm, context.Request, body, faults);
                return (answer, answer.Status);
            },
            status => Record(context, hsm, body, status, start),
            answer => WriteAsync(context, hsm, answer, start),
            mayBeLost: status => status != StatusCodes.Status401Unauthorized);
    }

    private static async Task WriteAsync(HttpContext context, EmulatedHsm hsm, HsmAnswer answer, long start)
    {
        HttpResponse response = context.Response;
        response.StatusCode = answer.Status;
        IHeaderDictionary headers = response.Headers;
        headers["x-ms-request-id"] = Guid.NewGuid().ToString("D");
        headers["x-ms-server-latency"] = ((long)Stopwatch.GetElapsedTime(start).TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        headers["x-ms-keyvault-region"] = hsm.Settings.Region;
        headers["x-ms-keyvault-network-info"] = $"conn_type=Ipv4;addr={context.Connection.RemoteIpAddress?.MapToIPv4()};act_addr_fam=Ipv4;";
        headers["x-ms-build-version"] = BuildVersion;
        headers.CacheControl = "no-cache";
        headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        headers.XContentTypeOptions = "nosniff";
        if (context.Request.Headers["x-ms-client-request-id"].Count > 0)
        {
            headers["x-ms-client-request-id"] = context.Request.Headers["x-ms-client-request-id"];
        }

        if (answer.Challenge is not null)
        {
            headers.WWWAuthenticate = answer.Challenge;
        }

        if (answer.OperationLocation is not null)
        {
            headers["azure-asyncoperation"] = answer.OperationLocation;
        }

        if (answer.RetryAfter is { } seconds)
        {
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (answer.Status != StatusCodes.Status204NoContent)
        {
            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = answer.Body?.Length ?? 0;
        }

        if (answer.Body is { Length: > 0 })
        {
            await response.Body.WriteAsync(answer.Body);
        }
    }

    private void Record(HttpContext context, EmulatedHsm hsm, RequestBody body, int status, long start) =>
        log.Add(RequestRecorder.Describe(context.Request, hsm.Name, body.Length, status, Stopwatch.GetElapsedTime(start)));
}
