namespace MhsmBackup.Pipeline;

/// <summary>Reads a plain number as days, in which backups are counted. Without it PowerShell would read 30 as 30 ticks.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DaysTransformationAttribute() : NumberTransformationAttribute(TimeSpan.FromDays, TimeSpan.MaxValue.TotalDays);
