using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Hosting;

/// <summary>A call refused with the service's error body.</summary>
internal sealed class ServiceException(int status, string code, string message, string? innerCode = null) : Exception(message)
{
    public int Status { get; } = status;

    public ErrorBody Body { get; } = new(new ServiceError(code, message, innerCode is null ? null : new ServiceError(innerCode, null)));

    public static ServiceException BadParameter(string message) => new(StatusCodes.Status400BadRequest, "BadParameter", message);

    public static ServiceException NotFound(string code, string message) => new(StatusCodes.Status404NotFound, code, message);

    public static ServiceException Conflict(string message, string? innerCode = null) =>
        new(StatusCodes.Status409Conflict, "Conflict", message, innerCode);
}
