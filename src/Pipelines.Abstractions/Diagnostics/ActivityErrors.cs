using System.Diagnostics;

namespace Pipelines;

/// <summary>Activities of what went wrong.</summary>
public static class ActivityErrors
{
    /// <summary>Marks an activity as failed, with the exception's type as <c>error.type</c>; of none nothing is done.</summary>
    public static void Fail(this Activity? activity, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (activity is null)
            return;
        activity.SetStatus(ActivityStatusCode.Error, exception.Message);
        activity.SetTag("error.type", exception.GetType().FullName);
    }
}
