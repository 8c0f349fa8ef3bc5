namespace MhsmBackup.Pipeline;

/// <summary>
/// Reads a plain number as seconds, as Wait-Job does. Without it PowerShell would read 30 as 30 ticks and "30" as 30 days.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationTransformationAttribute() : NumberTransformationAttribute(TimeSpan.FromSeconds, TimeSpan.MaxValue.TotalSeconds);
