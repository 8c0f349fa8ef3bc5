using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Identity;
using MhsmBackup.Identity.Evidence;
using MhsmBackup.Pipeline;
using MhsmBackup.Session;

namespace MhsmBackup.Cmdlets;

/// <summary>Shows whom Connect-Mhsm has signed in to this session, and its defaults; nothing without Connect-Mhsm.</summary>
[Cmdlet(VerbsCommon.Get, "MhsmContext")]
[OutputType(typeof(MhsmContext))]
public sealed class GetMhsmContextCommand : MhsmCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Session.Context is MhsmContext context)
        {
            WriteObject(context);
            return;
        }

        WriteVerbose(Session.FailureId is string failure
            ? $"The last Connect-Mhsm of this session failed ({failure}): nobody is signed in, and Disconnect-Mhsm lets the environment decide again."
            : "Connect-Mhsm has not been used in this session. " + WhatTheEnvironmentShows());
    }

    private string WhatTheEnvironmentShows()
    {
        try
        {
            return SessionSignIn.OfEnvironment(Session, this) is EnvironmentChoice choice
                ? $"Without it the cmdlets sign in {choice.Way}: {choice.Reason}."
                : "The environment shows no way to sign in either.";
        }
        catch (MhsmException e)
        {
            return e.Message;
        }
    }
}
