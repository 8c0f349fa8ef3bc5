using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MhsmBackup.Emulator.CommandLine;

/// <summary>The help of the options, and behind it what is not an option.</summary>
internal sealed class LongHelp(HelpAction options) : SynchronousCommandLineAction
{
    private const string More = """
        Faults:
          KIND[=VALUE][,method=METHOD][,path=PATTERN][,hsm=NAME][,count=N|*][,retry-after=SECONDS][,details=TEXT]
          Each strikes the next N matching requests (1 by default); * in a PATTERN stands for any characters.

          status=503                 that status code with an error body, for a caller with a good token;
                                     retry-after and details go with it
          drop                       the connection is cut before the request is read
          drop-answer                the request is carried out (a job starts), then the connection is cut
          delay=SECONDS              the request is kept waiting
          malformed-body[=TEXT]      the answer's body is broken JSON, or TEXT
          malformed-operation[=TEXT] the azure-asyncoperation header of a start is broken, or TEXT
          claims[=JSON]              a good token is answered 401 with a claims challenge
          tenant=ID                  a good token is answered 401; the HSM trusts that tenant too from then on
          outcome=WORD               the next job ends as Failed or Canceled, with details as its statusDetails;
                                     an unknown word is its status while it runs
          duration=SECONDS           the next job takes that long
          terminal                   the next job's 202 already tells its end
          entra=CODE                 the next token request is refused with that error of Microsoft Entra ID's,
                                     in its words: 65001 for AADSTS65001

          hsm=login means the token port with all its sign-in endpoints; there, status, drop, drop-answer, delay
          and malformed-body strike. A fault that does not say so leaves the token port alone, entra excepted.

          --fault status=503,method=GET,path=/backup/*/pending,count=3,retry-after=1

        Signing in, on the token port (the ready line tells the addresses):
          client credentials         a secret, a certificate (--certificate), a federated token (--federated)
          a user (--user)            device code, authorization code with PKCE, refresh token; the browser's
                                     sign-in asks nothing and takes the user of login_hint or the first one
          managed identities         App Service and Automation, the virtual machine's metadata service, Cloud Shell
          federated tokens           Azure Pipelines (--service-connection), GitHub Actions, and the control API's

        Rules:
          api-versions 7.2, 7.3, 7.4, 7.5 (managed identity), 7.6 (pre-checks), 2025-07-01, 2026-04-01.
          While a full restore runs, every call but its status is refused with RestoreInProgress and the status
          of --restore-mode-status. The published material names no status for it.

        Control, while it runs, on any of its ports, from this machine, without a token:
          GET    /_emulator/hsms                  the HSMs, their keys and jobs; also /_emulator/hsms/NAME
          POST   /_emulator/hsms/NAME/lose        a factory-new HSM in its place, with the same security domain
          POST   /_emulator/hsms/NAME/wipe        removes all its keys
          POST   /_emulator/hsms/NAME/finish      lets the running job end now
          GET    /_emulator/hsms/NAME/settings    its settings
          PATCH  /_emulator/hsms/NAME/settings    changes those that are sent: jobSeconds, retryAfter, restoreRule,
                                                  restoreRuleMinutes, clockOffsetMinutes, folderDigits, failAtOnce,
                                                  nameHeldSeconds, recoverableDays, restoreModeStatus,
                                                  authenticationRequired, tenantId, challengeResource
          GET    /_emulator/faults                the faults that wait
          POST   /_emulator/faults                adds one: {"fault": "drop,path=/backup"}
          DELETE /_emulator/faults                removes them all
          GET    /_emulator/device-codes          the user codes that wait
          POST   /_emulator/device-codes/CODE/approve[?user=NAME]
                                                  signs in as that user or the first; also /decline
          GET    /_emulator/sign-in               the settings of signing in; PATCH changes those that are sent:
                                                  tokenLifetimeSeconds, refreshTokenLifetimeSeconds,
                                                  deviceCodeIntervalSeconds, deviceCodeLifetimeSeconds
          POST   /_emulator/federated-tokens      a token to sign in with: {"subject": "..."}, and if need be
                                                  audience, lifetimeSeconds
          DELETE /_emulator/refresh-tokens        revokes the refresh tokens given so far
          GET    /_emulator/requests              the requests so far; DELETE forgets them

        Ctrl+C or SIGTERM ends it.
        """;

    public override int Invoke(ParseResult parseResult)
    {
        int result = options.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(More);
        return result;
    }
}
