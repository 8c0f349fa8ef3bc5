using System.Globalization;
using System.Management.Automation;

namespace MhsmBackup.Pipeline;

/// <summary>
/// Reads a plain number as seconds, as Wait-Job does. Without it PowerShell would read 30 as 30 ticks and "30" as 30 days.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        double? seconds = plain switch
        {
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
            sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal =>
                Convert.ToDouble(plain, CultureInfo.InvariantCulture),
            _ => null,
        };
        // A number too large for a TimeSpan is left to fail as what it is.
        bool fits = seconds is double value && Math.Abs(value) < TimeSpan.MaxValue.TotalSeconds;
        return fits ? TimeSpan.FromSeconds(seconds!.Value) : inputData;
    }
}
