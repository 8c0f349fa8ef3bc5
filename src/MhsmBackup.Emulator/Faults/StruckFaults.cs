using MhsmBackup.Emulator.Hosting;
using MhsmBackup.Emulator.Jobs;
using MhsmBackup.Emulator.SignIn;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Faults;

/// <summary>What the plan has for one request; each kind is taken where it strikes, so that a request refused before that leaves it waiting.</summary>
internal sealed class StruckFaults(FaultPlan plan, string hsm, HttpRequest request)
{
    internal Fault? Take(FaultKind kind) => plan.Take(kind, hsm, request.Method, request.Path.Value ?? "/");

    internal HsmAnswer? Status() => Take(FaultKind.Status) is not { } fault ? null : new HsmAnswer(
        fault.StatusCode,
        WireJson.Serialize(new ErrorBody(new ServiceError(fault.Text ?? $"Injected{fault.StatusCode}", fault.Details ?? "An injected fault."))))
    {
        RetryAfter = fault.RetryAfter,
    };

    internal JobOverrides Overrides()
    {
        Fault? outcome = Take(FaultKind.Outcome);
        return new JobOverrides(outcome?.Text, outcome?.Details, Take(FaultKind.Duration)?.Time, Take(FaultKind.Terminal) is not null);
    }

    internal LoginAnswer Spoil(LoginAnswer answer) => Take(FaultKind.MalformedBody) is { } fault ? answer with { Body = Broken(fault) } : answer;

    internal HsmAnswer Spoil(HsmAnswer answer, bool isStart)
    {
        if (Take(FaultKind.MalformedBody) is { } body)
        {
            answer = answer with { Body = Broken(body) };
        }

        return isStart && Take(FaultKind.MalformedOperation) is { } operation
            ? answer with { OperationLocation = operation.Text ?? "https:///backup//pending" }
            : answer;
    }

    private static byte[] Broken(Fault fault) => System.Text.Encoding.UTF8.GetBytes(fault.Text ?? "{\"status\":\"InPro");
}
