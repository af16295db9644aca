namespace Lgm.Experiments;

/// <summary>The options of an experiment: a record whose JSON is the key of the result.</summary>
public interface IExperimentOptions
{
    /// <summary>Gives every random number of the run.</summary>
    long Seed { get; }

    /// <exception cref="WorkbookException">A value outside its range.</exception>
    void Check();
}
