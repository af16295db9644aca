using Lgm.Data;
using Lgm.Models;
using TorchSharp.Modules;

namespace Lgm.Training;

/// <summary>What a training was like.</summary>
/// <param name="Losses">The mean training loss of each epoch, those before a resume included.</param>
/// <param name="Accuracies">What was measured after each epoch; empty where nothing was.</param>
public sealed record TrainingHistory(IReadOnlyList<double> Losses, IReadOnlyList<double> Accuracies);

/// <summary>
/// The loss of a training is no number any more. What to mend is the recipe; on the same machine and in the same precision
/// it would end there again, so that a sweep keeps it as the result.
/// </summary>
public sealed class DivergedException(string message) : WorkbookException(message);

/// <summary>The one training loop of the workbook: stochastic gradient descent with Nesterov momentum over shuffled batches.</summary>
public sealed class Trainer
{
    // Reading the loss waits for the device: once in a while is enough for a watcher and for noticing NaN.
    private const int StepsPerReport = 10;
    private readonly BoundedClassifier model;
    private readonly ImageSet images;
    private readonly TrainingOptions options;
    private readonly CropAndMirror? augmentation;
    private readonly string task;

    private Trainer(BoundedClassifier model, ImageSet images, TrainingOptions options, string task)
    {
        options.Check();
        (this.model, this.images, this.options, this.task) = (model, images, options, task);
        augmentation = options is { CropPadding: 0, Mirror: false, CropArea: 1 } ? null : new(options.CropPadding, options.Mirror, options.CropArea);
    }

    /// <summary>
    /// Trains to the last epoch and leaves the model in evaluation mode. With a checkpoint path it first resumes from the file, if
    /// there is one of the same training, and writes it after each epoch and when it is stopped.
    /// </summary>
    /// <param name="model">Trained in place.</param>
    /// <param name="images">The training images, on the model's device.</param>
    /// <param name="options">The recipe. Default: the authors' for MNIST, but with a warm-up of 1/4 epoch.</param>
    /// <param name="checkpoint">Where the state is kept. Default: nowhere.</param>
    /// <param name="accuracy">Measures the model, in evaluation mode, after each epoch. Default: nothing is measured.</param>
    /// <param name="task">What progress reports call this training. Default: train.</param>
    /// <exception cref="WorkbookException">An option is out of range, the checkpoint is of another training or cannot be written, the loss is no longer a number (<see cref="DivergedException"/>), or the memory does not suffice.</exception>
    /// <exception cref="OperationCanceledException">Stopped (<see cref="LongWork"/>); the checkpoint, if one was asked for, is written, and the model left in training mode.</exception>
    public static TrainingHistory Train(BoundedClassifier model, ImageSet images, TrainingOptions? options = null, string? checkpoint = null, Func<double>? accuracy = null, string task = "train") =>
        new Trainer(model, images, options ?? new TrainingOptions(), task).Train(checkpoint, accuracy);

    private TrainingHistory Train(string? checkpoint, Func<double>? accuracy)
    {
        var cancellation = LongWork.Cancellation();
        var precision = options.Precision ?? Machine.FasterPrecision(images.Labels.device);
        if (model.Network is MixedNetwork mixed) mixed.Precision = precision;
        using var optimizer = Optimizer();
        // Not the number of epochs, unless the rate depends on it: a training may be resumed to go on for longer.
        var identity = $"{model.Head.Description}, {(options.Cosine ? options : options with { Epochs = 1 }) with { Precision = null }}, {precision}, {images.Count} images of {images.Fingerprint}";
        var state = checkpoint is not null && File.Exists(checkpoint)
            ? Checkpoint.Load(checkpoint, identity, model, optimizer)
            : new Checkpoint { Identity = identity, Epoch = 0, Step = 0, LossSum = 0, Losses = [] };
        if (state.Epoch > options.Epochs)
            throw new WorkbookException($"The checkpoint {checkpoint} was trained for {state.Epoch} epochs, more than the {options.Epochs} asked for: delete it, or give another place.");
        if (accuracy is not null && state.Accuracies.Count < state.Epoch)
            throw new WorkbookException($"The checkpoint {checkpoint} was begun without measuring each epoch: go on without, delete it, or give another place.");
        model.train();
        while (state.Epoch < options.Epochs)
        {
            var before = state.Epoch;
            state = RunEpoch(optimizer, state, cancellation);
            if (accuracy is not null && state.Epoch > before) state = state with { Accuracies = [.. state.Accuracies, Measured(accuracy)] };
            if (checkpoint is not null) state.Save(checkpoint, model, optimizer);
            if (state.Epoch < options.Epochs) cancellation.ThrowIfCancellationRequested();
        }
        model.eval();
        return new TrainingHistory(state.Losses, accuracy is null ? [] : state.Accuracies);
    }

    // It belongs to the epoch it ends: it is neither shown nor stopped.
    private double Measured(Func<double> accuracy)
    {
        using var unwatched = LongWork.Watch(null);
        model.eval();
        var measured = accuracy();
        model.train();
        return measured;
    }

    // From where the state stands to the end of its epoch, or to the step after which it was cancelled.
    private Checkpoint RunEpoch(SGD optimizer, Checkpoint state, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var shuffle = new Generator(StreamOf(options.Seed, state.Epoch));
        var order = randperm(images.Count, generator: shuffle).to(images.Labels.device);
        var steps = (images.Count + options.BatchSize - 1) / options.BatchSize;
        var sum = full([], state.LossSum, float32, images.Labels.device);
        for (var step = state.Step; step < steps; step++)
        {
            // A notebook ends a cell's thread where that waits: here it does, for no time.
            Thread.Sleep(0);
            if (cancellation.IsCancellationRequested)
            {
                // A state that is no number any more must not be kept for resuming.
                if (step > 0) Report(sum, state.Epoch, step, steps);
                return state with { Step = step, LossSum = sum.item<float>() };
            }
            var start = step * options.BatchSize;
            // Schedules follow from the place in training alone, so that a resumed one needs nothing else.
            model.Head.Epoch = state.Epoch + (step + 0.5) / steps;
            var factor = options.RateFactor(model.Head.Epoch);
            foreach (var group in optimizer.ParamGroups) group.LearningRate = group.InitialLearningRate * factor;
            var size = Math.Min(options.BatchSize, images.Count - start);
            var crops = StreamOf(options.Seed, state.Epoch, step + 1);
            try { Step(optimizer, order.narrow(0, start, size), crops, sum); }
            catch (Exception e) when (Machine.IsOutOfMemory(e))
            {
                throw new WorkbookException($"Training ran out of memory on {images.Labels.device} with {size} images a step: "
                    + (size > 1 ? $"set Training.BatchSize to {size / 2} (--set Training.BatchSize={size / 2})." : "free memory or choose another device."), e);
            }
            if ((step + 1) % StepsPerReport == 0 || step + 1 == steps) Report(sum, state.Epoch, step + 1, steps);
        }
        return state with { Epoch = state.Epoch + 1, Step = 0, LossSum = 0, Losses = [.. state.Losses, sum.item<float>() / steps] };
    }

    private void Step(SGD optimizer, Tensor indices, ulong crops, Tensor sum)
    {
        using var scope = NewDisposeScope();
        using var random = augmentation is null ? null : new Generator(crops);
        var (pixels, labels) = images.Batch(indices, augmentation, random);
        var features = model.Features(pixels);
        var loss = model.Head.Loss(features, labels);
        optimizer.zero_grad();
        loss.backward();
        if (options.GradientNorm > 0) nn.utils.clip_grad_norm_(model.parameters(), options.GradientNorm);
        optimizer.step();
        using var quiet = no_grad();
        model.Head.AfterStep(features.detach(), labels);
        sum.add_(loss.detach());
    }

    private void Report(Tensor sum, int epoch, int step, int steps)
    {
        var mean = sum.item<float>() / step;
        if (!double.IsFinite(mean))
            throw new DivergedException(string.Create(CultureInfo.InvariantCulture, $"The loss became {mean} in epoch {epoch + 1}, at step {step} of {steps}: train with a lower learning rate than {options.LearningRate}, or with smaller margin and likelihood weights."));
        LongWork.Progress?.Report(new WorkProgress(task, epoch + (double)step / steps, options.Epochs, string.Create(CultureInfo.InvariantCulture, $"loss {mean:F3}")));
    }

    // A head may ask for slower learning of some of its parameters; each rate is a group of its own.
    private SGD Optimizer()
    {
        var factors = model.Head.named_parameters().ToDictionary(p => "head." + p.name, p => model.Head.LearningRateFactor(p.name));
        var groups = model.named_parameters().GroupBy(p => factors.GetValueOrDefault(p.name, 1.0)).OrderByDescending(g => g.Key)
            .Select(g => new SGD.ParamGroup(g.Select(p => p.parameter), options.LearningRate * g.Key, options.Momentum, 0, options.WeightDecay, nesterov: true));
        return optim.SGD(groups, options.LearningRate, options.Momentum, 0, options.WeightDecay, nesterov: true);
    }

    // Every epoch has a random stream of its own for its order, and every step one for its crops: after a resume they are
    // what they would have been without one.
    private static ulong StreamOf(long seed, int epoch, int step = 0) => unchecked((ulong)((seed * 1_000_003 + epoch + 1) + step * 7_919_000_003L) & long.MaxValue);
}
