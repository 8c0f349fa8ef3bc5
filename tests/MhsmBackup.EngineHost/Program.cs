using System.Management.Automation;
using System.Management.Automation.Runspaces;

// Runs a script file: its output goes to the output, its errors to the error stream, and the exit code tells of errors.
var state = InitialSessionState.CreateDefault2();
if (OperatingSystem.IsWindows()) state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
using Runspace runspace = RunspaceFactory.CreateRunspace(state);
runspace.Open();
using var shell = PowerShell.Create(runspace);
shell.AddScript(File.ReadAllText(args[0]));
try
{
    foreach (PSObject item in shell.Invoke()) Console.Out.WriteLine(item);
}
catch (RuntimeException e)
{
    Console.Error.WriteLine(e.ErrorRecord);
    return 1;
}

foreach (ErrorRecord error in shell.Streams.Error) Console.Error.WriteLine(error);
return shell.HadErrors ? 1 : 0;
