using System.CommandLine;
using MhsmBackup.Rehearsal;

var script = new Option<FileInfo>("--script")
{
    Description = "The PowerShell script to run; by default rehearsal.ps1.",
    DefaultValueFactory = _ => new FileInfo(Path.Combine(AppContext.BaseDirectory, "rehearsal.ps1")),
};
var interactive = new Option<bool>("--interactive") { Description = "Leave a prompt of the engine open afterwards, with everything running." };
var keep = new Option<bool>("--keep") { Description = "Leave the servers running until Ctrl+C, and print the lines to paste into a PowerShell of your own." };
var serve = new Option<bool>("--serve") { Description = "Start the servers for tests in another process: prints where they are as a line of JSON, answers each line of input, a PowerShell statement, with a line of JSON, and ends with the input." };
var noServers = new Option<bool>("--no-servers") { Description = "Run the script in the engine with the module alone: no Azurite, no emulator, nothing to prove." };
var noColour = new Option<bool>("--no-color") { Description = "Plain text." };
script.Validators.Add(result =>
{
    if (result.GetValue(script) is FileInfo { Exists: false } missing) result.AddError($"There is no script {missing.FullName}.");
});

var command = new RootCommand("Backs up, loses and restores a Managed HSM on this machine: Azurite, two emulated HSMs and the module in a real PowerShell engine.")
{
    script, interactive, keep, serve, noServers, noColour,
};
using var signals = new StopSignals();
command.SetAction(result =>
{
    var options = new RehearsalOptions(result.GetValue(script)!.FullName, result.GetValue(interactive), result.GetValue(keep), result.GetValue(serve), !result.GetValue(noColour));
    return result.GetValue(noServers) ? BareRun.RunAsync(options, signals.Token) : new Rehearsal(options, signals).RunAsync(signals.Token);
});
// The signals are ours: the servers may take longer to stop than the library's own handler waits.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
