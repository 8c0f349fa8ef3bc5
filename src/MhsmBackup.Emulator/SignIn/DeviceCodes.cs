using System.Security.Cryptography;
using MhsmBackup.Emulator.Access;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>The device codes given so far. Thread-safe.</summary>
internal sealed class DeviceCodes(TimeProvider time)
{
    // As Entra ID's user codes: no vowels and nothing that reads as something else.
    private const string Letters = "BCDFGHJKLMNPQRSTVWXZ23456789";
    private const int UserCodeLength = 9;

    private readonly Lock gate = new();
    private readonly Dictionary<string, DeviceCode> codes = new(StringComparer.Ordinal);
    private readonly List<TaskCompletionSource<string>> waiters = [];

    internal TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    internal TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(15);

    internal IReadOnlyList<string> Pending
    {
        get
        {
            lock (gate)
            {
                return PendingNow();
            }
        }
    }

    internal DeviceCode Add(string clientId, RequestedScope scope)
    {
        DeviceCode code = new(SecretText.New(), RandomNumberGenerator.GetString(Letters, UserCodeLength), clientId, scope, time.GetUtcNow() + Lifetime);
        lock (gate)
        {
            codes.Add(code.Code, code);
            waiters.ForEach(waiter => waiter.TrySetResult(code.UserCode));
            waiters.Clear();
        }

        return code;
    }

    internal DeviceCode? Find(string code)
    {
        lock (gate)
        {
            return codes.GetValueOrDefault(code);
        }
    }

    /// <summary>Takes an approved code: it gives tokens once.</summary>
    internal bool Redeem(string code)
    {
        lock (gate)
        {
            return codes.Remove(code);
        }
    }

    internal Task<string> WaitAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (PendingNow() is [var first, ..])
            {
                return Task.FromResult(first);
            }

            TaskCompletionSource<string> next = new(TaskCreationOptions.RunContinuationsAsynchronously);
            waiters.Add(next);
            return next.Task.WaitAsync(cancellationToken);
        }
    }

    /// <exception cref="KeyNotFoundException">No sign-in waits for that code.</exception>
    internal void Approve(string userCode, EmulatorPrincipal user) => Decide(userCode, code => code with { User = user });

    /// <exception cref="KeyNotFoundException">No sign-in waits for that code.</exception>
    internal void Decline(string userCode) => Decide(userCode, code => code with { IsDeclined = true });

    private void Decide(string userCode, Func<DeviceCode, DeviceCode> decision)
    {
        lock (gate)
        {
            DeviceCode code = codes.Values.FirstOrDefault(code => code.IsPending(time.GetUtcNow()) && string.Equals(code.UserCode, userCode.Trim(), StringComparison.OrdinalIgnoreCase))
                ?? throw new KeyNotFoundException($"No sign-in waits for the code '{userCode}'.");
            codes[code.Code] = decision(code);
        }
    }

    private string[] PendingNow() => [.. codes.Values.Where(code => code.IsPending(time.GetUtcNow())).Select(code => code.UserCode)];
}
