using System.Security.Claims;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Faults;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Emulator.Jobs;
using MhsmBackup.Emulator.Requests;
using MhsmBackup.Emulator.Routes;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Hosting;

/// <summary>Takes a request through the service's decisions, in their order, to an answer.</summary>
internal sealed class HsmDispatcher(Authenticator authenticator, RouteTable routes)
{
    internal async Task<HsmAnswer> AnswerAsync(EmulatedHsm hsm, HttpRequest request, RequestBody body, StruckFaults faults)
    {
        try
        {
            // Who calls is decided before anything of the body is read.
            AuthenticationResult caller = await authenticator.AuthenticateAsync(hsm, request);
            Remember(request, caller.Caller);
            if ((caller.Challenge ?? InjectedChallenge(hsm, request, faults)) is { } challenge)
            {
                await body.DrainAsync();
                return new HsmAnswer(StatusCodes.Status401Unauthorized) { Challenge = challenge };
            }

            if (faults.Status() is { } status)
            {
                await body.DrainAsync();
                return status;
            }

            (HsmRoute route, IReadOnlyDictionary<string, string> values) = routes.Find(request);
            string version = ApiVersion.Of(request, optional: route.IsStatus);
            if (!ApiVersion.IsAtLeast(version, route.Since))
            {
                throw RouteTable.NoSuchOperation(request);
            }

            ThrowIfRestoring(hsm, route);
            ThrowIfForbidden(hsm, caller.Caller!, route, values);
            JobOverrides overrides = route.IsStart ? faults.Overrides() : new JobOverrides();
            HsmAnswer answer = await route.Handler(new HsmCall(hsm, request, body, version, values, overrides));
            return faults.Spoil(answer, route.IsStart);
        }
        catch (ServiceException refusal)
        {
            await body.DrainAsync();
            return new HsmAnswer(refusal.Status, WireJson.Serialize(refusal.Body));
        }
        catch (Exception failure) when ((failure is IOException or UnauthorizedAccessException) && !request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            // The state could not be saved.
            return new HsmAnswer(StatusCodes.Status500InternalServerError, WireJson.Serialize(new ErrorBody(new ServiceError("InternalServerError", failure.Message))));
        }
    }

    private static void Remember(HttpRequest request, Caller? caller)
    {
        if (caller?.ObjectId is { } id)
        {
            request.HttpContext.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(RequestRecorder.CallerClaim, id)]));
        }
    }

    private string? InjectedChallenge(EmulatedHsm hsm, HttpRequest request, StruckFaults faults)
    {
        if (faults.Take(FaultKind.Tenant) is { Text: { } tenant })
        {
            hsm.TrustAlso(tenant);
            return authenticator.ChallengeFor(hsm, request, tenant);
        }

        return faults.Take(FaultKind.Claims) is { } fault
            ? Challenge.WithClaims(authenticator.ChallengeFor(hsm, request, tenant: null), fault.Text ?? """{"access_token":{"nbf":{"essential":true,"value":"1726077595"}}}""")
            : null;
    }

    private static void ThrowIfRestoring(EmulatedHsm hsm, HsmRoute route)
    {
        if (!route.WorksDuringRestore && hsm.CurrentJob is { Kind: HsmJobKind.Restore })
        {
            throw new ServiceException(hsm.Settings.RestoreModeStatus, "RestoreInProgress", "A full restore is in progress. Only its status can be read until it has ended.");
        }
    }

    private static void ThrowIfForbidden(EmulatedHsm hsm, Caller caller, HsmRoute route, IReadOnlyDictionary<string, string> values)
    {
        string scope = values.TryGetValue("key", out string? key) ? "/keys/" + key
            : route.Template.StartsWith("/keys", StringComparison.Ordinal) || route.Template.StartsWith("/deletedkeys", StringComparison.Ordinal) ? "/keys"
            : "/";
        if (!caller.May(hsm, route.Action, scope))
        {
            throw new ServiceException(
                StatusCodes.Status403Forbidden,
                "Forbidden",
                $"Client is not authorized to perform action '{route.Action}' at scope '{scope}'. Client oid='{caller.ObjectId}'.");
        }
    }
}
