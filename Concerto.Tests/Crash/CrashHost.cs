using System.Globalization;
using Concerto.Domain.Accounts;
using Concerto.Domain.Audio;
using Concerto.Domain.Projects;
using Concerto.Domain.Storage;
using Concerto.Tests.Storage;
using Concerto.Tests.Uploads;
using Concerto.Web;
using Concerto.Web.Features.Analysis;
using Concerto.Web.Features.Uploads;

namespace Concerto.Tests.Crash;

/// <summary>
/// This assembly as a program: the real app, without its web server, uploads a recording and analyses it, and kills itself (SIGKILL) at the step it is told.
/// Steps are what leaves a trace outside: every commit, every change of the store, every run of ffmpeg, each before and after.
/// </summary>
public static class CrashHost
{
    /// <param name="args">The step to die at (0: never), the person, the project, the clock's offset in ticks; then the app's settings.</param>
    /// <returns>0 when it came to the end without dying.</returns>
    public static async Task<int> Main(string[] args)
    {
        if (args[0] == DigestNode.Word) return await DigestNode.RunAsync(args[1..]);
        var steps = new Steps(int.Parse(args[0], CultureInfo.InvariantCulture));
        var (uploader, project) = (Caller.Person(UserId.Parse(args[1], null)), ProjectId.Parse(args[2], null));
        await using var app = ConcertoApp.Build(args[4..], builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            builder.Services.AddSingleton<TimeProvider>(new AdjustableClock { Offset = TimeSpan.FromTicks(long.Parse(args[3], CultureInfo.InvariantCulture)) });
            steps.InDatabase(builder.Services);
            var store = builder.Services.Last(s => s.ServiceType == typeof(IObjectStore));
            builder.Services.AddSingleton<IObjectStore>(services => new SteppingStore((IObjectStore)store.ImplementationFactory!(services), steps));
            var analyser = builder.Services.Last(s => s.ServiceType == typeof(IAudioAnalyser));
            builder.Services.AddSingleton<IAudioAnalyser>(services => new SteppingAnalyser((IAudioAnalyser)analyser.ImplementationFactory!(services), steps));
        });
        await using var scope = app.Services.CreateAsyncScope();
        await RunAsync(scope.ServiceProvider, uploader, project);
        Console.WriteLine(steps.Taken);
        return 0;
    }

    /// <summary>The whole way of a recording, resumable at any point: signing with the same key leads to the same upload.</summary>
    public static async Task<VersionId> RunAsync(IServiceProvider services, Caller uploader, ProjectId project)
    {
        var sign = services.GetRequiredService<SignUpload>();
        var upload = await sign.ExecuteAsync(new(new(ProjectId: project, SongName: "Crash"), "mix.wav", Uploading.Recording.Length, IdempotencyKey: $"crash {project}"), uploader, default);
        var complete = services.GetRequiredService<CompleteUpload>();
        try
        {
            // In doubt, complete: it says what is missing, or makes good what a crash left undone.
            await complete.ExecuteAsync(new(upload.Upload.Id), uploader, default);
        }
        catch (UploadIncompleteException)
        {
            await Uploading.SendAsync(null!, upload);
            await complete.ExecuteAsync(new(upload.Upload.Id), uploader, default);
        }
        var analyse = services.GetRequiredService<AnalyseNext>();
        while (await analyse.ExecuteAsync(AnalysisStage.Measure, default) || await analyse.ExecuteAsync(AnalysisStage.Render, default)) ;
        return upload.Upload.VersionId;
    }

    private sealed class SteppingStore(IObjectStore store, Steps steps) : StoreBehind(store)
    {
        public override Task<string> BeginUploadAsync(string key, CancellationToken ct) => Around(() => base.BeginUploadAsync(key, ct));
        public override Task<bool> CompleteUploadAsync(string key, string uploadId, CancellationToken ct) => Around(() => base.CompleteUploadAsync(key, uploadId, ct));
        public override Task AbortUploadsAsync(string key, CancellationToken ct) => Around(() => Done(base.AbortUploadsAsync(key, ct)));
        public override Task PutFileAsync(string key, string path, string contentType, CancellationToken ct) => Around(() => Done(base.PutFileAsync(key, path, contentType, ct)));
        public override Task DeleteAsync(string key, CancellationToken ct) => Around(() => Done(base.DeleteAsync(key, ct)));

        private async Task<T> Around<T>(Func<Task<T>> change)
        {
            steps.Take();
            var result = await change();
            steps.Take();
            return result;
        }

        private static async Task<bool> Done(Task task)
        {
            await task;
            return true;
        }
    }

    private sealed class SteppingAnalyser(IAudioAnalyser analyser, Steps steps) : IAudioAnalyser
    {
        public ValueTask<string?> UnavailableReasonAsync(CancellationToken ct) => analyser.UnavailableReasonAsync(ct);

        public async Task<Measurements> MeasureAsync(string sourcePath, string waveformPath, CancellationToken ct)
        {
            steps.TakeAmidst();
            var measurements = await analyser.MeasureAsync(sourcePath, waveformPath, ct);
            steps.Take();
            return measurements;
        }

        public async Task RenderAsync(string sourcePath, string renditionPath, CancellationToken ct)
        {
            steps.TakeAmidst();
            await analyser.RenderAsync(sourcePath, renditionPath, ct);
            steps.Take();
        }
    }
}
