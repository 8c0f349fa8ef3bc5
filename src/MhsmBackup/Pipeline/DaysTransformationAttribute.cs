using System.Globalization;
using System.Management.Automation;

namespace MhsmBackup.Pipeline;

/// <summary>Reads a plain number as days, in which backups are counted. Without it PowerShell would read 30 as 30 ticks.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DaysTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        double? days = plain switch
        {
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
            sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => Convert.ToDouble(plain, CultureInfo.InvariantCulture),
            _ => null,
        };
        // A number too large for a TimeSpan is left to fail as what it is.
        return days is double value && Math.Abs(value) < TimeSpan.MaxValue.TotalDays ? TimeSpan.FromDays(value) : inputData;
    }
}
