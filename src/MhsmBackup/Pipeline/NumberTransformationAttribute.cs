using System.Globalization;
using System.Management.Automation;

namespace MhsmBackup.Pipeline;

/// <summary>Reads a plain number as a time of one unit. What is no number is left to PowerShell.</summary>
/// <param name="timeOf">The time that a number is.</param>
/// <param name="limit">The number that no time is as large as; it is left to fail as what it is.</param>
internal abstract class NumberTransformationAttribute(Func<double, TimeSpan> timeOf, double limit) : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public sealed override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        double? number = plain switch
        {
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) => parsed,
            sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal =>
                Convert.ToDouble(plain, CultureInfo.InvariantCulture),
            _ => null,
        };
        return number is double value && Math.Abs(value) < limit ? timeOf(value) : inputData;
    }
}
