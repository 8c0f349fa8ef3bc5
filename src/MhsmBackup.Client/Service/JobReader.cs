using System.Text.Json;
using Azure;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Secrets;
using MhsmBackup.Service.Wire;
using MhsmBackup.Storage;

namespace MhsmBackup.Service;

/// <summary>Makes an <see cref="MhsmJob"/> out of an answer. The status is the verdict: see protocol of the service.</summary>
internal static class JobReader
{
    /// <summary>Reads an answer.</summary>
    /// <param name="response">A 2xx answer.</param>
    /// <param name="known">What is known of the job already; it fills what the answer leaves out.</param>
    /// <param name="utcNow">The time of the answer, in UTC.</param>
    /// <exception cref="MhsmException"><see cref="MhsmErrorId.UnreadableAnswer"/>.</exception>
    public static MhsmJob Read(Response response, MhsmJob known, DateTime utcNow)
    {
        JobBody? body = TryParse(response.Content);
        string? jobId = Normalize(body?.JobId) ?? (known.JobId.Length > 0 ? known.JobId : JobIdOfHeader(response));
        if (jobId is null || (body is null && known.JobId.Length > 0))
            throw Unreadable(known, response);
        // A start whose body cannot be read, but whose header names the job, has a job: it must not be lost.
        if (body is null) return With(known, jobId, new JobBody { Status = MhsmJobStatus.InProgress }, response, utcNow);
        if (string.IsNullOrEmpty(body.Status)) throw Unreadable(known, response);
        return With(known, jobId, body, response, utcNow);
    }

    /// <summary>Reads the Retry-After header: whole seconds.</summary>
    private static TimeSpan? RetryAfter(Response response) =>
        response.Headers.TryGetValue("Retry-After", out string? text) && int.TryParse(text, out int seconds) && seconds >= 0
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static MhsmJob With(MhsmJob known, string jobId, JobBody body, Response response, DateTime utcNow)
    {
        DateTime? start = UnixTime.Read(body.StartTime) ?? known.StartTime;
        DateTime? end = UnixTime.Read(body.EndTime);
        Uri? backupUri = BackupUriOf(body) ?? known.BackupUri;
        return new MhsmJob
        {
            Operation = known.Operation,
            HsmName = known.HsmName,
            HsmUri = known.HsmUri,
            JobId = jobId,
            Status = body.Status!,
            StatusDetails = Redaction.OfOptionalText(body.StatusDetails),
            StartTime = start,
            EndTime = end,
            Duration = DurationOf(start, end, utcNow),
            BackupUri = backupUri,
            BackupFolder = backupUri is null ? known.BackupFolder : FolderOf(backupUri) ?? known.BackupFolder,
            KeyName = known.KeyName,
            Error = body.Error?.ToError(),
            RetryAfter = RetryAfter(response),
        };
    }

    private static JobBody? TryParse(BinaryData content)
    {
        try
        {
            return JsonSerializer.Deserialize(content.ToMemory().Span, WireJson.Default.JobBody);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Normalize(string? jobId) => string.IsNullOrWhiteSpace(jobId) ? null : jobId!.Trim();

    // azure-asyncoperation: {hsm}/backup/{jobId}/pending. Only a hint: it was seen malformed.
    private static string? JobIdOfHeader(Response response)
    {
        if (!response.Headers.TryGetValue("azure-asyncoperation", out string? location)) return null;
        return location!.Split('/', '?').FirstOrDefault(part => part.Length == 32 && Guid.TryParseExact(part, "N", out _));
    }

    private static TimeSpan? DurationOf(DateTime? start, DateTime? end, DateTime utcNow)
    {
        if (start is null) return null;
        TimeSpan duration = (end ?? utcNow) - start.Value;
        return duration < TimeSpan.Zero ? TimeSpan.Zero : duration; // clocks differ
    }

    private static Uri? BackupUriOf(JobBody body) =>
        Uri.TryCreate(body.BackupUri, UriKind.Absolute, out Uri? uri) ? new Uri(uri.GetLeftPart(UriPartial.Path)) : null;

    private static string? FolderOf(Uri backupUri)
    {
        try
        {
            return ContainerAddress.Parse(backupUri.AbsoluteUri, out _).Folder;
        }
        catch (MhsmInputException)
        {
            // The service's own address is shown as it came even where our rule for addresses would refuse it.
            return Uri.UnescapeDataString(backupUri.Segments[backupUri.Segments.Length - 1].Trim('/'));
        }
    }

    private static MhsmException Unreadable(MhsmJob known, Response response) => new(
        MhsmErrorId.UnreadableAnswer,
        $"{known.HsmName} answered {response.Status} with a body that is no job: {Excerpt(response.Content.ToString())}");

    internal static string Excerpt(string body)
    {
        const int Most = 400;
        string text = Redaction.OfText(body.Trim());
        if (text.Length == 0) return "(empty)";
        return text.Length <= Most ? text : text.Substring(0, Most) + "...";
    }
}
