using MhsmBackup.Jobs;
using MhsmBackup.Service;

namespace MhsmBackup.Restores;

/// <summary>What a <see cref="SafeRestore"/> leaves to its caller.</summary>
internal interface ISafeRestoreSteps
{
    /// <summary>Sends a start, and keeps its job.</summary>
    Task<MhsmJob> StartAsync(Func<IManagedHsmBackupClient, Task<MhsmJob>> start);

    /// <summary>Hears of the state of the safety backup, and of the restore as long as it is followed.</summary>
    void Seen(MhsmJob job);

    /// <summary>Hears of a state that cannot be read and is tried again.</summary>
    void Troubled(MhsmJob backup, Exception why);

    /// <summary>Takes the safety backup's job when it has ended, well or not.</summary>
    void BackedUp(MhsmJob backup);

    /// <summary>Waits, and lets people see for what.</summary>
    /// <param name="time">Until when, in UTC.</param>
    /// <param name="words">Why, in the service's words.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task WaitUntilAsync(DateTime time, string words, CancellationToken cancellationToken);
}
