using MhsmBackup.Emulator.CommandLine;

return await EmulatorCommand.Create().Parse(args).InvokeAsync();
