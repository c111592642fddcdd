_vigil() {
    local i cur prev opts cmd
    COMPREPLY=()
    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
        cur="$2"
    else
        cur="${COMP_WORDS[COMP_CWORD]}"
    fi
    prev="$3"
    cmd=""
    opts=""

    for i in "${COMP_WORDS[@]:0:COMP_CWORD}"
    do
        case "${cmd},${i}" in
            ",$1")
                cmd="vigil"
                ;;
            *)
                ;;
        esac
    done

    case "${cmd}" in
        vigil)
            opts="-h -V --headless --hidden --listen --port --allow-origin --allow-host --max-ping-time --ping-policy --connection-limit --simulate --device-port --device-port-lan --user-device-config --only-known --no-bluetooth --data-dir --stop --release --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 1 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --listen)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --allow-origin)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --allow-host)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --max-ping-time)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ping-policy)
                    COMPREPLY=($(compgen -W "required where-supported" -- "${cur}"))
                    return 0
                    ;;
                --connection-limit)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --simulate)
                    COMPREPLY=($(compgen -W "vibrator rotator stroker constrictor" -- "${cur}"))
                    return 0
                    ;;
                --device-port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user-device-config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --data-dir)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
    esac
}

if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -F _vigil -o nosort -o bashdefault -o default vigil
else
    complete -F _vigil -o bashdefault -o default vigil
fi
