using Unroll.Numerics;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>A part of a model: its parameters and further parts, by name.</summary>
public abstract class Module
{
    private readonly List<Parameter> _parameters = [];
    private readonly List<(string Name, Module Module)> _children = [];

    /// <summary>Every parameter once, a tied one under its first name, depth first.</summary>
    public IReadOnlyList<NamedParameter> Parameters()
    {
        var found = new List<NamedParameter>();
        Collect("", found, new HashSet<Parameter>(ReferenceEqualityComparer.Instance));
        return found;
    }

    /// <summary>The number of trained numbers.</summary>
    public long ParameterCount() => Parameters().Sum(p => (long)p.Parameter.Value.Count);

    /// <summary>The parts of this module by name.</summary>
    public IReadOnlyList<(string Name, Module Module)> Children => _children;

    /// <summary>Fills every parameter from its initializer.</summary>
    public void Initialize(ulong seed)
    {
        foreach ((string name, Parameter parameter) in Parameters())
        {
            var random = new RngSequence(seed, RandomPurpose.Initialization, HashName(name));
            parameter.Initializer.Fill(parameter.Value, random);
            parameter.Value.MarkChanged();
        }
    }

    /// <summary>Declares a parameter of this module.</summary>
    protected Parameter AddParameter(string name, Shape shape, Initializer initializer)
    {
        var parameter = new Parameter(name, shape, initializer);
        _parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Declares that this module uses a parameter of another one: both train the same object.</summary>
    protected Parameter TieParameter(Parameter parameter)
    {
        _parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Declares a part of this module.</summary>
    protected T AddModule<T>(string name, T module)
        where T : Module
    {
        _children.Add((name, module));
        return module;
    }

    private void Collect(string prefix, List<NamedParameter> found, HashSet<Parameter> seen)
    {
        foreach (Parameter parameter in _parameters)
        {
            if (seen.Add(parameter))
            {
                found.Add(new NamedParameter(prefix + parameter.Name, parameter));
            }
        }

        foreach ((string name, Module module) in _children)
        {
            module.Collect($"{prefix}{name}.", found, seen);
        }
    }

    /// <summary>FNV-1a: stable across runs and machines, unlike string.GetHashCode.</summary>
    private static uint HashName(string name)
    {
        uint hash = 2166136261;
        foreach (char c in name)
        {
            hash = (hash ^ c) * 16777619;
        }

        return hash;
    }
}
