namespace Lgm.Experiments;

/// <summary>The options of an experiment: a record whose JSON, with the networks it reads, is the key of the result.</summary>
public interface IExperimentOptions
{
    /// <summary>Gives every random number of the run.</summary>
    long Seed { get; }

    /// <summary>The files of trained networks that a run reads where they are there; none unless told.</summary>
    IEnumerable<string> Networks => [];

    /// <exception cref="WorkbookException">A value outside its range.</exception>
    void Check();
}
