using System.Management.Automation;

namespace MhsmBackup.EmptyModule;

/// <summary>Gets nothing.</summary>
[Cmdlet(VerbsCommon.Get, "Nothing")]
public sealed class GetNothingCommand : Cmdlet;
